import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import type { Figures } from '../api'
import { type Difference, difference } from '../difference'
import { type Numbers, useNumbers } from '../numbers'
import classes from './analytics.module.css'

type Pair = { now: Figures; then: Figures }
type TileProps = { name: string; value: string; note: string; before: string; change: Difference }

function Change({ change, before }: { change: Difference; before: string }) {
  const t = useT()
  const numbers = useNumbers()
  const Icon =
    change.value === 0 ? IconMinus : change.value > 0 ? IconArrowUpRight : IconArrowDownRight
  const text =
    change.kind === 'new'
      ? t('analytics.new')
      : change.value === 0
        ? t('analytics.same')
        : change.kind === 'points'
          ? t('analytics.points', { value: numbers.signed(change.value * 100) })
          : numbers.change(change.value)
  return (
    <span className={classes.change} data-tone={change.tone} title={before}>
      <Icon size={15} stroke={2} aria-hidden />
      {text}
      <span className={classes.unseen}>, {before}</span>
    </span>
  )
}

function Tile({ name, value, note, before, change }: TileProps) {
  return (
    <div className={classes.tile}>
      <dt>{name}</dt>
      <dd>
        <div className={classes.value}>{value}</div>
        <div className={classes.note}>{note}</div>
        <Change change={change} before={before} />
      </dd>
    </div>
  )
}

/** A number of the figures as a tile: how to read it, and whether more of it is good. */
function useTile({ now, then }: Pair) {
  const t = useT()
  return (
    name: string,
    read: (figures: Figures) => number | null,
    say: (value: number) => string,
    note: string,
    good: 'up' | 'down' | 'neither',
    isRate = false,
  ) => {
    const said = (figures: Figures) => {
      const value = read(figures)
      return value === null ? '–' : say(value)
    }
    const before = t('analytics.before', { value: said(then) })
    const change = difference(read(now), read(then), good, isRate)
    return <Tile {...{ name, value: said(now), note, before, change }} />
  }
}

const hours = (numbers: Numbers, minutes: number) => numbers.count(Math.round(minutes / 60))

/** The period in eight numbers, each beside what it was before. */
export function Tiles(pair: Pair) {
  const t = useT()
  const numbers = useNumbers()
  const tile = useTile(pair)
  const { now } = pair
  const { currency } = now.revenue
  const ahead = (value: number) =>
    value < 72
      ? t('analytics.hours', { value: numbers.decimal(value) })
      : t('analytics.days', { value: numbers.decimal(value / 24) })
  const toCome = now.expected_revenue.amount
  return (
    <dl className={classes.tiles}>
      {tile(
        t('analytics.visits'),
        (of) => of.visits,
        numbers.count,
        t('analytics.visitsNote', { value: numbers.count(now.cancelled) }),
        'up',
      )}
      {tile(
        t('analytics.occupancy'),
        (of) => of.occupancy,
        numbers.percent,
        t('analytics.occupancyNote', {
          booked: hours(numbers, now.booked_minutes),
          open: hours(numbers, now.open_minutes),
        }),
        'up',
        true,
      )}
      {tile(
        t('analytics.revenue'),
        (of) => of.revenue.amount,
        (amount) => numbers.money({ amount, currency }),
        toCome
          ? t('analytics.revenueNote', { value: numbers.money(now.expected_revenue) })
          : t('analytics.revenueDone'),
        'up',
      )}
      {tile(
        t('analytics.noShow'),
        (of) => of.no_show_rate,
        numbers.percent,
        t('analytics.noShowNote', { value: numbers.count(now.no_show) }),
        'down',
        true,
      )}
      {tile(t('analytics.made'), (of) => of.made, numbers.count, t('analytics.madeNote'), 'up')}
      {tile(
        t('analytics.online'),
        (of) => of.online_share,
        numbers.percent,
        t('analytics.onlineNote', { value: numbers.count(now.online) }),
        'up',
        true,
      )}
      {tile(
        t('analytics.lead_time'),
        (of) => of.average_lead_hours,
        ahead,
        t('analytics.lead_timeNote'),
        'neither',
      )}
      {tile(
        t('analytics.cancellation'),
        (of) => of.cancellation_rate,
        numbers.percent,
        t('analytics.cancellationNote', { value: numbers.count(now.cancelled) }),
        'down',
        true,
      )}
    </dl>
  )
}
