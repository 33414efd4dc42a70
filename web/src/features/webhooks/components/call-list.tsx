import { SegmentedControl, Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { Failure } from '@/ui/failure'
import { More } from '@/ui/more'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { type CallState, calls, type Endpoint, useReplay } from '../api'
import { CallRow } from './call-row'
import classes from './webhooks.module.css'

const STATES = ['all', 'due', 'delivered', 'failed', 'discarded'] as const
type Choice = 'all' | CallState

function Calls({ endpoint, choice }: { endpoint: Endpoint; choice: Choice }) {
  const t = useT()
  const replay = useReplay(endpoint.id)
  const told = useInfiniteQuery(calls(endpoint.id, choice === 'all' ? null : choice))
  const { data, error, isPending, refetch } = told
  if (isPending) return <Skeleton height={160} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  const shown = data.pages.flatMap(({ items }) => items)
  if (shown.length === 0) return <Text c="dimmed">{t('webhooks.call.none')}</Text>
  const again = (id: string) =>
    replay.mutate(id, {
      onSuccess: () => notifyDone(t('webhooks.call.replayed')),
      onError: (failure) => notifyFailed(sentence(failure, t)),
    })
  return (
    <>
      <ul className={classes.list}>
        {shown.map((call) => (
          <CallRow
            key={call.id}
            call={call}
            paused={endpoint.paused_at !== null}
            onReplay={() => again(call.id)}
          />
        ))}
      </ul>
      <More
        shown={shown.length}
        has={told.hasNextPage}
        loading={told.isFetchingNextPage}
        failed={told.isFetchNextPageError}
        onMore={told.fetchNextPage}
      />
    </>
  )
}

/** The log of thirty days. */
export function CallList({ endpoint }: { endpoint: Endpoint }) {
  const t = useT()
  const [choice, setChoice] = useState<Choice>('all')
  return (
    <section aria-labelledby="calls" className={classes.log}>
      <h2 id="calls">{t('webhooks.call.title')}</h2>
      <div className={classes.choices}>
        <SegmentedControl
          aria-label={t('webhooks.call.filter')}
          value={choice}
          onChange={(value) => setChoice(value as Choice)}
          data={STATES.map((value) => ({ value, label: t(`webhooks.callState.${value}`) }))}
        />
      </div>
      <Calls endpoint={endpoint} choice={choice} />
    </section>
  )
}
