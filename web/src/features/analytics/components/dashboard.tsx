import { Skeleton } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Part } from '@/ui/panel'
import { Coming, Waiting } from '@/ui/waiting'
import { type Asked, breakdown, overview, series } from '../api'
import { lengthOf, stepFor } from '../period'
import classes from './analytics.module.css'
import { OverTime } from './over-time'
import { ByProvider, ByService, BySource } from './parts'
import { Tiles } from './tiles'

const TILES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

function TilesWaiting() {
  return (
    <Coming className={classes.tiles}>
      {TILES.map((each) => (
        <Skeleton key={each} height={124} radius={20} />
      ))}
    </Coming>
  )
}

const half = <Waiting height={260} radius={20} />

/** Everything about one period; five questions, asked at once, each with an answer of its own. */
export function Dashboard({ asked }: { asked: Asked }) {
  const t = useT()
  const [whole, time, provider, source, service] = useQueries({
    queries: [
      overview(asked),
      series(asked, stepFor(asked)),
      breakdown(asked, 'provider'),
      breakdown(asked, 'source'),
      breakdown(asked, 'service'),
    ],
  })
  const all = [whole, time, provider, source, service]
  if (all.every(({ error, data }) => error && !data))
    return (
      <Failure error={whole.error} onRetry={() => all.forEach((each) => void each.refetch())} />
    )
  const { current } = whole.data ?? {}
  if (current?.visits === 0 && current.made === 0)
    return (
      <Empty
        icon={<IconChartBar size={28} stroke={1.6} aria-hidden />}
        title={t('analytics.emptyTitle')}
        text={t('analytics.emptyText')}
      />
    )
  return (
    <div
      className={classes.body}
      data-stale={all.some((each) => each.isPlaceholderData) || undefined}
    >
      <Part asked={whole} waiting={<TilesWaiting />}>
        {(told) => (
          <>
            <Tiles now={told.current} then={told.previous} />
            <p className={classes.against}>{t('analytics.against', { count: lengthOf(asked) })}</p>
          </>
        )}
      </Part>
      <Part asked={time} waiting={<Waiting height={390} radius={20} />}>
        {({ items, by }) => <OverTime items={items} step={by} />}
      </Part>
      <div className={classes.pair}>
        <Part asked={provider} waiting={half}>
          {({ items }) => <ByProvider items={items} />}
        </Part>
        <Part asked={source} waiting={half}>
          {({ items }) => <BySource items={items} />}
        </Part>
      </div>
      <Part asked={service} waiting={half}>
        {({ items }) => <ByService items={items} />}
      </Part>
    </div>
  )
}
