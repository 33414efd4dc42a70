import { ActionIcon, Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconKeyboard, IconPlus } from '@tabler/icons-react'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { addDays, type Day } from '@/lib/wall'
import type { Calendar } from '../geometry'
import { DayMenu } from './day-menu'
import classes from './toolbar.module.css'

type Props = {
  day: Day
  today: Day
  calendar: Calendar | undefined
  onDay: (day: Day) => void
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

export function Toolbar({ day, today, calendar, onDay, onToday, onNew, onHelp }: Props) {
  const t = useT()
  const format = useFormats()
  const turn = (days: number) => () => onDay(addDays(day, days))
  return (
    <div className={classes.bar}>
      <div className={classes.steer}>
        <Button variant={day === today ? 'light' : 'default'} onClick={onToday}>
          {t('staff.day.today')}
        </Button>
        <ActionIcon
          variant="default"
          size={36}
          onClick={turn(-1)}
          aria-label={t('staff.day.previous')}
        >
          <IconChevronLeft size={19} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" size={36} onClick={turn(1)} aria-label={t('staff.day.next')}>
          <IconChevronRight size={19} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.title}>
        <h1>{capital(format.longDay(day))}</h1>
        <DayMenu day={day} onDay={onDay} />
      </div>
      {calendar && <Tally calendar={calendar} />}
      <div className={classes.tools}>
        <ActionIcon
          variant="subtle"
          size={40}
          className={classes.help}
          onClick={onHelp}
          aria-label={t('staff.day.shortcuts')}
        >
          <IconKeyboard size={21} stroke={1.7} aria-hidden />
        </ActionIcon>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={onNew}>
          {t('staff.day.new')}
        </Button>
      </div>
    </div>
  )
}
