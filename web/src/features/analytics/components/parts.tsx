import { DonutChart } from '@mantine/charts'
import { useT } from '@/lib/i18n'
import type { Part } from '../api'
import { useNumbers } from '../numbers'
import classes from './analytics.module.css'
import { FiguresTable } from './figures-table'
import { Frame } from './frame'

const busiest = (items: Part[]) => [...items].sort((one, other) => other.visits - one.visits)

/** How full everybody's days are. A bar is a picture of the number beside it. */
export function ByProvider({ items }: { items: Part[] }) {
  const t = useT()
  const numbers = useNumbers()
  const hours = (minutes: number) => numbers.count(Math.round(minutes / 60))
  const shown = [...items].sort((one, other) => (other.occupancy ?? 0) - (one.occupancy ?? 0))
  return (
    <Frame title={t('analytics.byProvider')}>
      <ul className={classes.people}>
        {shown.map(({ key, name, occupancy, booked_minutes, open_minutes }) => (
          <li key={key} className={classes.person}>
            <div className={classes.line}>
              <strong>{name}</strong>
              <span>
                {occupancy === null ? t('analytics.closed') : numbers.percent(occupancy)} ·{' '}
                {t('analytics.occupancyNote', {
                  booked: hours(booked_minutes),
                  open: hours(open_minutes),
                })}
              </span>
            </div>
            <div className={classes.track} aria-hidden>
              <div
                className={classes.fill}
                style={{ width: `${Math.min(100, (occupancy ?? 0) * 100)}%` }}
              />
            </div>
          </li>
        ))}
      </ul>
    </Frame>
  )
}

const colors: Record<string, string> = {
  online: 'var(--ts-confirmed-edge)',
  desk: 'var(--ts-checked_in-edge)',
}

/** By themselves, or at the desk. */
export function BySource({ items }: { items: Part[] }) {
  const t = useT()
  const numbers = useNumbers()
  const all = items.reduce((sum, { visits }) => sum + visits, 0)
  const data = busiest(items).map(({ key, visits }) => ({
    name: t(`analytics.sources.${key as 'online'}`),
    value: visits,
    color: colors[key] ?? 'var(--ts-completed-edge)',
  }))
  return (
    <Frame title={t('analytics.bySource')}>
      <div className={classes.sources}>
        <div aria-hidden>
          <DonutChart
            data={data}
            size={150}
            thickness={22}
            paddingAngle={3}
            strokeWidth={0}
            withTooltip={false}
            pieChartProps={{ accessibilityLayer: false }}
            pieProps={{ rootTabIndex: -1 }}
            chartLabel={numbers.count(all)}
          />
        </div>
        <ul className={classes.legend}>
          {data.map(({ name, value, color }) => (
            <li key={name}>
              <span className={classes.dot} style={{ background: color }} />
              <strong>
                {name} {numbers.wholePercent(value / (all || 1))}
              </strong>
              <small>{t('analytics.onlineNote', { value: numbers.count(value) })}</small>
            </li>
          ))}
        </ul>
      </div>
    </Frame>
  )
}

/** What the time and the money go to. */
export function ByService({ items }: { items: Part[] }) {
  const t = useT()
  const numbers = useNumbers()
  const head = ['service', 'visits', 'noShow', 'cancellation', 'share', 'revenue'] as const
  return (
    <Frame title={t('analytics.byService')}>
      <FiguresTable
        head={head.map((word) => t(`analytics.${word}`))}
        rows={busiest(items).map((item) => [
          item.name ?? '',
          numbers.count(item.visits),
          numbers.percent(item.no_show_rate),
          numbers.percent(item.cancellation_rate),
          numbers.percent(item.occupancy),
          numbers.money(item.revenue),
        ])}
      />
    </Frame>
  )
}
