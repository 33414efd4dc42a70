import { useState } from 'react'
import { askedOf, useRefused } from '@/app/parts/use-refused'
import { Conflict } from '@/features/appointments/components/conflict'
import { conflictOf, type Free } from '@/features/appointments/conflict'
import type { Outbox } from '@/features/appointments/outbox'
import { errorOf, type Intent, standing } from '@/features/appointments/outbox/line'
import { isPossible, moveOf, upon, type Wish } from '@/features/appointments/wish'
import type { User } from '@/features/auth/api'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyFailed } from '@/ui/notify'
import { useWishWords } from './words'

type Props = { intent: Intent; user: User; outbox: Outbox; onDecided: () => void }

/** Somebody else was there first while nobody could be asked: what now? */
export function Undecided({ intent, user, outbox, onDecided }: Props) {
  const { what } = useWishWords()(intent.wish)
  const t = useT()
  const [pending, setPending] = useState(false)
  const problem = intent.refusal?.problem
  const refused = useRefused(
    askedOf({
      code: conflictOf(errorOf(intent)) ?? 'version_conflict',
      wish: intent.wish,
      alternatives: problem?.alternatives ?? [],
      current: problem?.current,
    }),
    user,
  )
  const decide = (act: Promise<void>) => {
    setPending(true)
    void act
      .then(onDecided, (error) => notifyFailed(sentence(error, t)))
      .finally(() => setPending(false))
  }
  const instead = (wish: Wish) => decide(outbox.decide(intent, wish))
  const visit = standing(intent)
  const again = upon(intent.wish, visit)
  const take = ({ starts_at, starts_local, provider }: Free) =>
    instead(moveOf({ appointment: visit, to: { starts_at, starts_local, provider } }))
  return (
    <li aria-label={what}>
      <Conflict
        {...refused}
        pending={pending}
        onTake={take}
        onAgain={problem?.current && isPossible(again) ? () => instead(again) : undefined}
        onDrop={() => decide(outbox.drop(intent))}
      />
    </li>
  )
}
