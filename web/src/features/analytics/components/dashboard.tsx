import { Skeleton } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { type Asked, breakdown, overview, series } from '../api'
import { lengthOf, stepFor } from '../period'
import classes from './analytics.module.css'
import { OverTime } from './over-time'
import { ByProvider, ByService, BySource } from './parts'
import { Tiles } from './tiles'

function Waiting() {
  return (
    <div className={classes.body} aria-busy>
      <div className={classes.tiles}>
        {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((each) => (
          <Skeleton key={each} height={124} />
        ))}
      </div>
      <Skeleton height={390} />
      <div className={classes.pair}>
        <Skeleton height={260} />
        <Skeleton height={260} />
      </div>
    </div>
  )
}

/** Everything about one period; five questions, asked at once. */
export function Dashboard({ asked }: { asked: Asked }) {
  const t = useT()
  const step = stepFor(asked)
  const [whole, time, provider, source, service] = useQueries({
    queries: [
      overview(asked),
      series(asked, step),
      breakdown(asked, 'provider'),
      breakdown(asked, 'source'),
      breakdown(asked, 'service'),
    ],
  })
  const all = [whole, time, provider, source, service]
  const failed = all.find(({ error, data }) => error && !data)
  if (failed)
    return (
      <Failure error={failed.error} onRetry={() => all.forEach((each) => void each.refetch())} />
    )
  if (!whole.data || !time.data || !provider.data || !source.data || !service.data)
    return <Waiting />
  const { current, previous } = whole.data
  if (current.visits === 0 && current.made === 0)
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
      <Tiles now={current} then={previous} />
      <p className={classes.against}>{t('analytics.against', { count: lengthOf(asked) })}</p>
      <OverTime items={time.data.items} step={time.data.by} />
      <div className={classes.pair}>
        <ByProvider items={provider.data.items} />
        <BySource items={source.data.items} />
      </div>
      <ByService items={service.data.items} />
    </div>
  )
}
