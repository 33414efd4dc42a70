import { CloseButton } from '@mantine/core'
import { type KeyboardEvent, useEffect } from 'react'
import { Conflict } from '@/features/appointments/components/conflict'
import { type Free, type Refused, useConflicts, visitOf } from '@/features/appointments/conflict'
import { can, isMovable } from '@/features/appointments/transitions'
import type { User } from '@/features/auth/api'
import { useT } from '@/lib/i18n'
import classes from './conflict-panel.module.css'
import { useAct } from './use-act'
import { useMoving } from './use-moving'
import { askedOf, useRefused } from './use-refused'

const { forget } = useConflicts.getState()

const takeFocus = (panel: HTMLElement | null) => panel?.focus({ preventScroll: true })

/** Upon what the visit has become meanwhile, where that still allows it. */
function useAgain({ wish, current }: Refused) {
  const act = useAct()
  const { move } = useMoving()
  if (!current) return
  if (wish.act === 'reschedule')
    return isMovable(current.status) ? () => move(current, wish.move.to) : undefined
  const { action, reason } = wish.step
  return can(current.status, action) ? () => act(current, action, reason) : undefined
}

function Panel({ refused, user }: { refused: Refused; user: User }) {
  const t = useT()
  const { move, pending } = useMoving()
  const again = useAgain(refused)
  const visit = refused.current ?? visitOf(refused)
  const drop = () => {
    forget()
    document.getElementById(`visit-${visit.id}`)?.focus()
  }
  const leave = ({ key }: KeyboardEvent) => key === 'Escape' && drop()
  const take = ({ starts_at, starts_local, provider }: Free) =>
    move(visit, { starts_at, starts_local, provider })
  return (
    <section
      role="dialog"
      aria-label={t('calendar.conflict.title')}
      className={classes.panel}
      tabIndex={-1}
      ref={takeFocus}
      onKeyDown={leave}
    >
      <CloseButton className={classes.close} onClick={drop} aria-label={t('app.close')} />
      <Conflict
        {...useRefused(askedOf(refused), user)}
        pending={pending}
        onTake={take}
        onAgain={again}
        onDrop={drop}
      />
    </section>
  )
}

let shown = 0
const numbers = new WeakMap<Refused, number>()
/** Each refusal is a panel of its own, which takes the focus when it comes. */
function numberOf(refused: Refused): number {
  const number = numbers.get(refused) ?? ++shown
  numbers.set(refused, number)
  return number
}

/** What was refused waits beside the work, which goes on meanwhile. */
export function ConflictPanel({ user }: { user: User }) {
  const refused = useConflicts((conflicts) => conflicts.refused)
  // Whoever signs in next has nothing to do with it.
  useEffect(() => forget, [])
  return refused && <Panel key={numberOf(refused)} refused={refused} user={user} />
}
