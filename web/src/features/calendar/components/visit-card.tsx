import { IconAlertTriangle, IconClock, IconNote } from '@tabler/icons-react'
import { type CSSProperties, memo } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { type Mark, mayAct, useUnsent } from '@/lib/unsent'
import { isGuess } from '@/lib/versions'
import { initials } from '@/ui/face'
import { lengthOf, PIXELS_PER_MINUTE, type Visit } from '../geometry'
import type { Place } from '../placing'
import { useBoard } from '../store'
import classes from './visit-card.module.css'

type Props = Place & {
  visit: Visit
  /** Beside others: who of the providers it is with is said too, and everything is smaller. */
  dense?: boolean
}

const movable = ['pending_payment', 'scheduled', 'confirmed']

export const isMovable = (visit: Visit): boolean => movable.includes(visit.status) && mayAct(visit)

/** It is not on the server yet, or not as somebody wanted it. */
function Unsent({ mark }: { mark: Mark }) {
  const Icon = mark === 'waiting' ? IconClock : IconAlertTriangle
  return <Icon size={15} className={classes.unsent} data-mark={mark} aria-hidden />
}

function placeOf({ visit, top, height, left, width, dense }: Props): CSSProperties {
  const pixels = (minutes: number) => `${minutes * PIXELS_PER_MINUTE}px`
  return {
    top,
    height,
    left: `${left * 100}%`,
    width: `${width * 100}%`,
    '--ground': `var(--ts-${visit.status})`,
    '--edge': `var(--ts-${visit.status}-edge)`,
    ...(dense
      ? {}
      : {
          '--before': pixels(visit.buffer_before_minutes),
          '--after': pixels(visit.buffer_after_minutes),
        }),
  } as CSSProperties
}

/** Short visits get one line, long ones room. */
function sizeOf(minutes: number): 'small' | 'middle' | 'large' {
  if (minutes < 25) return 'small'
  return minutes < 45 ? 'middle' : 'large'
}

/** A visit on the board. What is done with it is heard by the surface beneath. */
export const VisitCard = memo(function VisitCard(props: Props) {
  const { visit, dense = false } = props
  const t = useT()
  const format = useFormats()
  const lifted = useBoard((board) => board.moving?.visit.id === visit.id)
  const mark = useUnsent((unsent) => unsent.marks[visit.id])
  const canMove = isMovable(visit)
  const time = format.time(visit.starts_local)
  const status = t(`status.${visit.status}`)
  const { patient, service, provider } = visit
  const names = { patient: patient.name, service: service.name, provider: provider.name }
  const said = [t('staff.day.card', { time, status, ...names })]
  if (mark) said.push(t(`outbox.mark.${mark}`))
  return (
    <div
      className={classes.place}
      style={placeOf(props)}
      data-lifted={lifted || undefined}
      data-dense={dense || undefined}
    >
      <button
        type="button"
        id={`visit-${visit.id}`}
        className={classes.card}
        data-visit={visit.id}
        data-status={visit.status}
        data-size={sizeOf(lengthOf(visit))}
        data-movable={canMove || undefined}
        data-guess={isGuess(visit) || undefined}
        aria-keyshortcuts={canMove ? 'M' : undefined}
        data-mark={mark}
        aria-label={said.join(', ')}
      >
        <span className={classes.line}>
          <span className={classes.time}>{time}</span>
          {dense && <span className={classes.who}>{initials(provider.name)}</span>}
          {!dense && <span className={classes.patient}>{patient.name}</span>}
          {visit.notes && <IconNote size={15} className={classes.note} aria-hidden />}
          {mark && <Unsent mark={mark} />}
        </span>
        {dense && <span className={classes.patient}>{patient.name}</span>}
        {!dense && <span className={classes.service}>{service.name}</span>}
        {!dense && <span className={classes.status}>{status}</span>}
      </button>
    </div>
  )
})
