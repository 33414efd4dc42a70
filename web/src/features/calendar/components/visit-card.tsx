import { useDraggable } from '@dnd-kit/core'
import { IconNote } from '@tabler/icons-react'
import type { CSSProperties, KeyboardEvent } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { isGuess } from '@/lib/versions'
import type { Day } from '@/lib/wall'
import { heightOf, PIXELS_PER_MINUTE, type Span, topOf, type Visit, visitSpan } from '../geometry'
import { useBoard } from '../store'
import classes from './visit-card.module.css'

type Props = {
  visit: Visit
  frame: Span
  day: Day
  column: { index: number; of: number }
  lane: { lane: number; of: number }
  onOpen: (visit: Visit) => void
}

const movable = ['pending_payment', 'scheduled', 'confirmed']

function placeOf({ visit, frame, day, column, lane }: Omit<Props, 'onOpen'>): CSSProperties {
  const span = visitSpan(visit, day)
  const width = 100 / column.of / lane.of
  const pixels = (minutes: number) => `${minutes * PIXELS_PER_MINUTE}px`
  return {
    top: topOf(span.from, frame),
    height: heightOf(span),
    left: `${(column.index / column.of) * 100 + lane.lane * width}%`,
    width: `${width}%`,
    '--ground': `var(--ts-${visit.status})`,
    '--edge': `var(--ts-${visit.status}-edge)`,
    '--before': pixels(visit.buffer_before_minutes),
    '--after': pixels(visit.buffer_after_minutes),
  } as CSSProperties
}

/** Short visits get one line, long ones room. */
function sizeOf({ from, to }: Span): 'small' | 'middle' | 'large' {
  const minutes = to - from
  if (minutes < 25) return 'small'
  return minutes < 45 ? 'middle' : 'large'
}

function useLift({ visit, day, column }: Pick<Props, 'visit' | 'day' | 'column'>) {
  const lift = useBoard((board) => board.lift)
  return (event: KeyboardEvent) => {
    if (event.key !== 'm' || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    const target = { column: column.index, minute: visitSpan(visit, day).from }
    lift({ visit, target, by: 'keys' })
  }
}

export function VisitCard(props: Props) {
  const { visit, day, column, onOpen } = props
  const t = useT()
  const format = useFormats()
  const lift = useLift({ visit, day, column })
  const guess = isGuess(visit)
  const canMove = movable.includes(visit.status) && !guess
  const lifted = useBoard((board) => board.moving?.visit.id === visit.id)
  const data = { visit }
  const { setNodeRef, listeners } = useDraggable({ id: visit.id, data, disabled: !canMove })
  const time = format.time(visit.starts_local)
  const status = t(`status.${visit.status}`)
  const { patient, service, provider } = visit
  return (
    <div className={classes.place} style={placeOf(props)} data-lifted={lifted || undefined}>
      <button
        type="button"
        id={`visit-${visit.id}`}
        ref={setNodeRef}
        {...listeners}
        className={classes.card}
        data-status={visit.status}
        data-size={sizeOf(visitSpan(visit, day))}
        data-movable={canMove || undefined}
        data-guess={guess || undefined}
        aria-keyshortcuts={canMove ? 'M' : undefined}
        aria-label={t('staff.day.card', {
          time,
          patient: patient.name,
          service: service.name,
          status,
          provider: provider.name,
        })}
        onClick={() => onOpen(visit)}
        onKeyDown={canMove ? lift : undefined}
      >
        <span className={classes.line}>
          <span className={classes.time}>{time}</span>
          <span className={classes.patient}>{patient.name}</span>
          {visit.notes && <IconNote size={15} className={classes.note} aria-hidden />}
        </span>
        <span className={classes.service}>{service.name}</span>
        <span className={classes.status}>{status}</span>
      </button>
    </div>
  )
}
