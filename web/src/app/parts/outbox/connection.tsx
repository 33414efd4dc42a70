import { LiveState } from '@/app/parts/live-state'
import { showOutbox, useOutbox } from '@/features/appointments/outbox'
import { useT } from '@/lib/i18n'
import { useUnsent } from '@/lib/unsent'
import { hideAsks } from '@/ui/notify'
import classes from './connection.module.css'

/** What there is to say about the line, the most urgent first. */
function useNote() {
  const t = useT()
  const count = useUnsent((unsent) => unsent.count)
  const conflicts = useOutbox(
    ({ line }) => line.filter(({ state }) => state === 'conflict' || state === 'refused').length,
  )
  if (conflicts > 0)
    return {
      tone: 'decide',
      number: conflicts,
      word: t('outbox.pill.undecided', { count: conflicts }),
    }
  if (count === 0) return null
  return { tone: 'waiting', number: count, word: t('outbox.pill.waiting', { count }) }
}

/** The state of the network, and behind it what waits for one. */
export function Connection() {
  const t = useT()
  const note = useNote()
  const said = (state: string) =>
    t('outbox.pill.open', { state: note ? `${state}, ${note.word}` : state })
  return (
    <LiveState
      behind={{
        said,
        onOpen: () => {
          hideAsks()
          showOutbox()
        },
        note: note && (
          <span className={classes.note} data-tone={note.tone}>
            <span className={classes.number}>{note.number}</span>
            <span className={classes.word}>{note.word}</span>
          </span>
        ),
      }}
    />
  )
}
