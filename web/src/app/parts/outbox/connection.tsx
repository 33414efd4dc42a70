import { LiveState } from '@/app/parts/live-state'
import { showOutbox, useOutbox } from '@/features/appointments/outbox'
import { useT } from '@/lib/i18n'
import { useUnsent } from '@/lib/unsent'
import { hideNotes } from '@/ui/notify'
import classes from './connection.module.css'
import { inOrder } from './words'

/** What there is to say about the line, the most urgent first. */
function useNote() {
  const t = useT()
  const count = useUnsent((unsent) => unsent.count)
  const line = useOutbox((outbox) => outbox.line)
  const undecided = inOrder(line, 'conflict', 'failed').length
  const refused = inOrder(line, 'refused').length
  const note = (
    tone: 'decide' | 'waiting',
    word: 'undecided' | 'refused' | 'waiting',
    number: number,
  ) => ({
    tone,
    number,
    word: t(`outbox.pill.${word}`, { count: number }),
  })
  if (undecided > 0) return note('decide', 'undecided', undecided)
  if (refused > 0) return note('decide', 'refused', refused)
  return count > 0 ? note('waiting', 'waiting', count) : null
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
          hideNotes()
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
