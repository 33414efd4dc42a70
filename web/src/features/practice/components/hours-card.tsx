import { Button, Group } from '@mantine/core'
import type { FormEvent } from 'react'
import { useDraftOf } from '@/lib/draft'
import { useLocale, useT } from '@/lib/i18n'
import { Behind } from '@/ui/behind'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { type Provider, useChangeProvider } from '../api'
import { copied, inOrder, isSound, minutesAWeek, onDay, type Stretch, WEEKDAYS } from '../week'
import { DayHours } from './day-hours'
import classes from './practice.module.css'
import week from './week.module.css'

function useHoursADay() {
  const locale = useLocale()
  return (stretches: readonly Stretch[]) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: 'hour',
      unitDisplay: 'long',
      maximumFractionDigits: 1,
    }).format(minutesAWeek(stretches) / 60)
}

/** Within a day as they were typed: rows that jump while one types cannot be followed. */
const byDay = (hours: Stretch[]) => hours.sort((a, b) => a.weekday - b.weekday)

/** When somebody works in a usual week. */
export function HoursCard({ provider }: { provider: Provider }) {
  const t = useT()
  const written = useHoursADay()
  const { mutate, isPending, error, reset } = useChangeProvider(provider)
  const typed = useDraftOf({ hours: provider.hours }, provider.version)
  const { hours } = typed.draft
  const sound = isSound(hours)
  const undo = () => {
    reset()
    typed.drop()
  }
  const put = (weekday: number, stretches: Stretch[]) =>
    typed.change({
      hours: byDay([...hours.filter((each) => each.weekday !== weekday), ...stretches]),
    })
  const save = (event: FormEvent) => {
    event.preventDefault()
    mutate(
      { hours: inOrder(hours), version: typed.version },
      {
        onSuccess: (saved) => {
          typed.saved({ hours: saved.hours }, saved.version)
          notifyDone(t('practice.hours.saved'))
        },
      },
    )
  }
  return (
    <form className={classes.card} onSubmit={save}>
      <h2>{t('practice.hours.title')}</h2>
      <p className={classes.lead}>{t('practice.hours.text')}</p>
      <ul className={week.week}>
        {WEEKDAYS.map((weekday) => (
          <li key={weekday}>
            <DayHours
              weekday={weekday}
              stretches={onDay(hours, weekday)}
              onChange={(stretches) => put(weekday, stretches)}
              onCopy={(to) => typed.change({ hours: copied(hours, weekday, to) })}
            />
          </li>
        ))}
      </ul>
      {typed.behind ? <Behind typed={typed} onDecide={reset} /> : <ProblemAlert error={error} />}
      <div className={classes.foot}>
        <span className={classes.sum} aria-live="polite">
          {sound && t('practice.hours.a_week', { hours: written(hours) })}
        </span>
        <Group>
          <Button variant="default" disabled={!typed.touched} onClick={undo}>
            {t('app.undo')}
          </Button>
          <Button
            type="submit"
            loading={isPending}
            disabled={!typed.touched || typed.behind || !sound}
          >
            {t('app.save')}
          </Button>
        </Group>
      </div>
    </form>
  )
}
