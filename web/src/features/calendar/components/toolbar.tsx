import { ActionIcon, Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconKeyboard, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { DayPopover } from '@/ui/day-popover'
import type { Calendar } from '../geometry'
import type { View } from '../weeks'
import classes from './toolbar.module.css'

type Props = {
  view: View
  title: string
  day: Day
  isNow: boolean
  calendar: Calendar | undefined
  /** Which view, and whose visits. */
  children: ReactNode
  onDay: (day: Day) => void
  onTurn: (by: 1 | -1) => void
  /** An arrow is about to be used. */
  onLean: (by: 1 | -1) => void
  onToday: () => void
  onNew: () => void
  onHelp: () => void
}

/** The day in three numbers: who is still to come, who is here, who is done. */
function Tally({ calendar }: { calendar: Calendar }) {
  const t = useT()
  const count = (...states: string[]) =>
    calendar.appointments.filter(({ status }) => states.includes(status)).length
  const parts = [
    {
      status: 'scheduled',
      text: t('staff.day.left', { count: count('scheduled', 'confirmed', 'pending_payment') }),
    },
    {
      status: 'checked_in',
      text: t('staff.day.arrived', { count: count('checked_in', 'in_progress') }),
    },
    { status: 'completed', text: t('staff.day.done', { count: count('completed') }) },
  ]
  return (
    <ul className={classes.tally}>
      {parts.map(({ status, text }) => (
        <li key={status}>
          <span style={{ background: `var(--ts-${status}-edge)` }} />
          {text}
        </li>
      ))}
    </ul>
  )
}

/** Where nobody has booked, what can be done about it is worth more than three noughts. */
function Told({ calendar, view }: { calendar: Calendar; view: View }) {
  const t = useT()
  const closed = calendar.providers.every(({ open }) => open.length === 0)
  if (calendar.appointments.length === 0)
    return closed ? null : <p className={classes.hint}>{t('calendar.nobodyYet')}</p>
  return view === 'day' ? <Tally calendar={calendar} /> : null
}

function Arrow({
  view,
  by,
  onTurn,
  onLean,
}: Pick<Props, 'view' | 'onTurn' | 'onLean'> & { by: 1 | -1 }) {
  const t = useT()
  const Icon = by === 1 ? IconChevronRight : IconChevronLeft
  const lean = () => onLean(by)
  return (
    <ActionIcon
      variant="default"
      size={36}
      onClick={() => onTurn(by)}
      onPointerEnter={lean}
      onFocus={lean}
      aria-label={t(`calendar.turn.${view}.${by === 1 ? 'next' : 'previous'}`)}
    >
      <Icon size={19} aria-hidden />
    </ActionIcon>
  )
}

export function Toolbar(props: Props) {
  const { view, title, day, isNow, calendar, children, onDay, onToday, onNew, onHelp } = props
  const t = useT()
  return (
    <div className={classes.bar}>
      <div className={classes.steer}>
        <Button variant={isNow ? 'light' : 'default'} onClick={onToday}>
          {t('staff.day.today')}
        </Button>
        <Arrow view={view} by={-1} onTurn={props.onTurn} onLean={props.onLean} />
        <Arrow view={view} by={1} onTurn={props.onTurn} onLean={props.onLean} />
      </div>
      <div className={classes.title}>
        <h1>{title}</h1>
        <DayPopover label={t('staff.day.pick')} day={day} onDay={onDay} />
      </div>
      {calendar && <Told calendar={calendar} view={view} />}
      <div className={classes.tools}>
        {children}
        <ActionIcon
          variant="subtle"
          size={40}
          className={classes.help}
          onClick={onHelp}
          aria-label={t('staff.day.shortcuts')}
        >
          <IconKeyboard size={21} stroke={1.7} aria-hidden />
        </ActionIcon>
        <Button
          leftSection={<IconPlus size={18} aria-hidden />}
          className={classes.new}
          onClick={onNew}
        >
          <span className={classes.newWord}>{t('staff.day.new')}</span>
        </Button>
      </div>
    </div>
  )
}
