import { Button, Skeleton, Stack } from '@mantine/core'
import { IconChevronRight, IconWebhook } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { type Endpoint, endpoints } from '../api'
import { EndpointState, useEventWords } from './endpoint-state'
import classes from './webhooks.module.css'

type Props = { onOpen: (id: string) => void; onNew: () => void }

function Row({ endpoint, onOpen }: { endpoint: Endpoint; onOpen: () => void }) {
  const words = useEventWords()
  const { url, description } = endpoint
  return (
    <li>
      <button type="button" className={classes.row} onClick={onOpen}>
        <span className={classes.words}>
          <strong>{description || url}</strong>
          {description && <span>{url}</span>}
          <span>{words(endpoint)}</span>
        </span>
        <EndpointState endpoint={endpoint} />
        <IconChevronRight size={18} aria-hidden />
      </button>
    </li>
  )
}

/** The clinic's other systems. */
export function EndpointList({ onOpen, onNew }: Props) {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(endpoints())
  if (isPending)
    return (
      <Stack gap={8}>
        <Skeleton height={84} />
        <Skeleton height={84} />
      </Stack>
    )
  if (!data) return <Failure error={error} onRetry={refetch} />
  if (data.length === 0)
    return (
      <Empty
        icon={<IconWebhook size={28} aria-hidden />}
        title={t('webhooks.none')}
        text={t('webhooks.noneText')}
      >
        <Button onClick={onNew}>{t('webhooks.new')}</Button>
      </Empty>
    )
  return (
    <ul className={classes.list}>
      {data.map((endpoint) => (
        <Row key={endpoint.id} endpoint={endpoint} onOpen={() => onOpen(endpoint.id)} />
      ))}
    </ul>
  )
}
