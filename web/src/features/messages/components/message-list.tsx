import { Skeleton, Text } from '@mantine/core'
import { IconMail, IconPaperclip } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { keys } from '@/api/keys'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { POLL_EVERY } from '@/lib/realtime'
import { Failure } from '@/ui/failure'
import classes from './messages.module.css'

const about = (appointment_id: string) =>
  queryOptions({
    queryKey: [...keys.messages, appointment_id],
    queryFn: () => ask(api.GET('/api/messages', { params: { query: { appointment_id } } })),
    select: ({ items }) => items,
    // A confirmation takes a second or two; after ten looks there is no hurry any more.
    refetchInterval: ({ state }) =>
      state.data?.items.length || state.dataUpdateCount > 10 ? POLL_EVERY : 1_500,
  })

/** The ledger of one appointment: what was sent to whom, and whether it arrived. */
export function MessageList({ appointment }: { appointment: string }) {
  const t = useT()
  const ago = useAgo()
  const { data, error, isPending, refetch } = useQuery(about(appointment))
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
      {data.map(({ id, subject, to, state, attachments, created_at }) => (
        <li key={id} className={classes.message}>
          <IconMail size={20} stroke={1.7} aria-hidden />
          <div className={classes.words}>
            <strong>{subject}</strong>
            <span>
              {to} · {t(`staff.messages.state.${state}`)} · {ago(created_at)}
            </span>
            {attachments.map(({ name }) => (
              <span key={name} className={classes.file}>
                <IconPaperclip size={15} aria-hidden /> {name}
              </span>
            ))}
          </div>
        </li>
      ))}
    </ul>
  )
}
