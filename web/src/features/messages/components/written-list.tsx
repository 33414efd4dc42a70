import { IconMessage2 } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { More } from '@/ui/more'
import { WaitingList } from '@/ui/waiting'
import { writtenTo } from '../api'
import { MessageLine } from './message-line'
import classes from './messages.module.css'

/** All that was written to a patient, newest first. */
export function WrittenList({ patient, mayResend }: { patient: string; mayResend: boolean }) {
  const t = useT()
  const written = useInfiniteQuery(writtenTo(patient))
  const { data, error, isPending, refetch } = written
  if (isPending) return <WaitingList rows={4} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  const messages = data.pages.flatMap(({ items }) => items)
  if (messages.length === 0)
    return <Empty icon={<IconMessage2 size={28} aria-hidden />} title={t('people.messagesNone')} />
  return (
    <>
      <ul className={classes.list}>
        {messages.map((message) => (
          <MessageLine key={message.id} message={message} mayResend={mayResend} />
        ))}
      </ul>
      <More
        shown={messages.length}
        has={written.hasNextPage}
        loading={written.isFetchingNextPage}
        failed={written.isFetchNextPageError}
        onMore={written.fetchNextPage}
      />
    </>
  )
}
