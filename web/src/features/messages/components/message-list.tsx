import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { useRefreshEvery } from '@/lib/realtime'
import { Failure } from '@/ui/failure'
import { about } from '../api'
import { MessageLine } from './message-line'
import classes from './messages.module.css'

type Props = { appointment: string; mayResend: boolean }

/** The ledger of one appointment: what was sent to whom, and whether it arrived. */
export function MessageList({ appointment, mayResend }: Props) {
  const t = useT()
  const every = useRefreshEvery()
  const { data, error, isPending, refetch } = useQuery(about(appointment, every))
  if (isPending) return <Skeleton height={64} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  if (data.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('staff.visit.noMessages')}
      </Text>
    )
  return (
    <ul className={classes.list}>
      {data.map((message) => (
        <MessageLine key={message.id} message={message} mayResend={mayResend} />
      ))}
    </ul>
  )
}
