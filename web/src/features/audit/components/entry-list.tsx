import { Skeleton, Stack } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { More } from '@/ui/more'
import { entries } from '../api'
import { type Wanted, withChange } from '../wanted'
import classes from './audit.module.css'
import { EntryRow, useActorWords } from './entry-row'
import { Filters } from './filters'

type Props = { wanted: Wanted; onChange: (wanted: Wanted) => void }

function useTrail(wanted: Wanted) {
  const words = useActorWords()
  const found = useInfiniteQuery(entries(wanted))
  const shown = found.data?.pages.flatMap(({ items }) => items) ?? []
  const names = new Map(shown.map(({ actor }) => [actor.id ?? '', words(actor)]))
  return { ...found, shown, names }
}

/** Who did what, newest first. */
export function EntryList({ wanted, onChange }: Props) {
  const t = useT()
  const trail = useTrail(wanted)
  return (
    <>
      <Filters wanted={wanted} names={trail.names} onChange={onChange} />
      {trail.isPending ? (
        <Stack gap={8}>
          {['a', 'b', 'c', 'd', 'e'].map((key) => (
            <Skeleton key={key} height={52} />
          ))}
        </Stack>
      ) : !trail.data ? (
        <Failure error={trail.error} onRetry={trail.refetch} />
      ) : trail.shown.length === 0 ? (
        <Empty
          icon={<IconShieldCheck size={28} aria-hidden />}
          title={t('audit.none')}
          text={t('audit.noneText')}
        />
      ) : (
        <ul className={classes.list}>
          {trail.shown.map((entry) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              onSeek={(part) => onChange(withChange(wanted, part))}
            />
          ))}
        </ul>
      )}
      {trail.data && (
        <More
          shown={trail.shown.length}
          has={trail.hasNextPage}
          loading={trail.isFetchingNextPage}
          failed={trail.isFetchNextPageError}
          onMore={trail.fetchNextPage}
        />
      )}
    </>
  )
}
