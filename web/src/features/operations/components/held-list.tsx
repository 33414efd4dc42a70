import { Button, Code, Group, Text } from '@mantine/core'
import { IconMailCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { WaitingList } from '@/ui/waiting'
import { type Delivery, held, useDecide } from '../api'
import classes from './held.module.css'

type RowProps = { delivery: Delivery; onReplay: () => void; onDiscard: () => void }

function Row({ delivery, onReplay, onDiscard }: RowProps) {
  const t = useT()
  const { event, handler, attempts, error, request_id } = delivery
  return (
    <li className={classes.row} aria-label={`${event} → ${handler}`}>
      <Group justify="space-between" align="start">
        <div>
          <Text fw={700}>{event}</Text>
          <Text size="sm" c="dimmed">
            {t('staff.deliveries.handler')} {handler} ·{' '}
            {t('staff.deliveries.attempts', { count: attempts })}
          </Text>
        </div>
        <Group gap="xs">
          <Button size="sm" variant="light" onClick={onReplay}>
            {t('staff.deliveries.replay')}
          </Button>
          <Button size="sm" variant="subtle" color="guava" onClick={onDiscard}>
            {t('staff.deliveries.discard')}
          </Button>
        </Group>
      </Group>
      {error && (
        <Code block mt="sm" className={classes.error}>
          {error}
        </Code>
      )}
      <Text size="xs" c="dimmed" mt={6}>
        {t('errors.requestId')} {request_id}
      </Text>
    </li>
  )
}

function useVerdict() {
  const t = useT()
  const { mutate } = useDecide()
  return (id: string, verdict: 'replay' | 'discard') =>
    mutate(
      { id, verdict },
      {
        onSuccess: () =>
          notifyDone(
            t(verdict === 'replay' ? 'staff.deliveries.replayed' : 'staff.deliveries.discarded'),
          ),
        onError: (error) => notifyFailed(sentence(error, t)),
      },
    )
}

/** Work that waits for a person. */
export function HeldList() {
  const t = useT()
  const decide = useVerdict()
  const [discarding, setDiscarding] = useState<string | null>(null)
  const { data, error, isPending, refetch } = useQuery(held())
  if (isPending) return <WaitingList rows={3} />
  if (!data) return <Failure error={error} onRetry={refetch} />
  if (data.length === 0)
    return (
      <Empty
        icon={<IconMailCheck size={28} aria-hidden />}
        title={t('staff.deliveries.none')}
        text={t('staff.deliveries.noneText')}
      />
    )
  const discard = () => {
    if (discarding) decide(discarding, 'discard')
    setDiscarding(null)
  }
  return (
    <>
      <ul className={classes.list}>
        {data.map((delivery) => (
          <Row
            key={delivery.id}
            delivery={delivery}
            onReplay={() => decide(delivery.id, 'replay')}
            onDiscard={() => setDiscarding(delivery.id)}
          />
        ))}
      </ul>
      <ConfirmDialog
        opened={discarding !== null}
        title={t('staff.deliveries.discardTitle')}
        text={t('staff.deliveries.discardText')}
        yes={t('staff.deliveries.discard')}
        onYes={discard}
        onClose={() => setDiscarding(null)}
      />
    </>
  )
}
