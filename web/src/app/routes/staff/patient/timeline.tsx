import { Button, SegmentedControl, Skeleton, Stack } from '@mantine/core'
import { IconTimeline } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { LongList } from '@/ui/long-list'
import { More } from '@/ui/more'
import { MomentRow } from './moment-row'
import { KINDS, type Kind, keyOf } from './moments'
import classes from './timeline.module.css'
import { useTimeline } from './use-timeline'

type Props = {
  patient: string
  /** Those of whom the viewer may know. */
  kinds: readonly Kind[]
  only: Kind | undefined
  onOnly: (only: Kind | undefined) => void
}

function Moments({ patient, kinds, only }: Omit<Props, 'onOnly'>) {
  const t = useT()
  const wanted = useMemo(() => new Set(only ? [only] : kinds), [only, kinds])
  const { moments, failed, waiting, more } = useTimeline(patient, wanted)
  const [first] = failed
  if (waiting)
    return (
      <Stack gap={10} role="status" aria-label={t('app.loading')}>
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Skeleton key={key} height={48} />
        ))}
      </Stack>
    )
  if (first && failed.length === wanted.size)
    return (
      <Failure
        error={first.told.error}
        onRetry={() => failed.map(({ told }) => told.refetch())}
        compact
      />
    )
  return (
    <>
      {failed.map(({ kind, told }) => (
        <p key={kind} role="alert" className={classes.missing}>
          {t('people.timeline.failed', { what: t(`people.timeline.${kind}`) })}
          <Button size="compact-sm" variant="light" onClick={() => told.refetch()}>
            {t('app.retry')}
          </Button>
        </p>
      ))}
      {moments.length === 0 && !more.has && failed.length === 0 && (
        <Empty
          icon={<IconTimeline size={28} aria-hidden />}
          title={t('people.timeline.none')}
          text={t('people.timeline.noneText')}
        />
      )}
      <LongList
        items={moments}
        keyOf={keyOf}
        render={(moment) => <MomentRow moment={moment} patient={patient} />}
        label={t('people.timeline.title')}
        estimate={60}
        className={classes.list}
      />
      <More {...more} />
    </>
  )
}

/** What has happened and what is to come, of every kind, newest first. */
export function Timeline({ kinds, only, onOnly, patient }: Props) {
  const t = useT()
  const choices = KINDS.filter((kind) => kinds.includes(kind))
  return (
    <>
      <div className={classes.filter}>
        <SegmentedControl
          aria-label={t('people.timeline.filter')}
          value={only ?? 'all'}
          onChange={(value) => onOnly(choices.find((kind) => kind === value))}
          data={[
            { value: 'all', label: t('people.timeline.all') },
            ...choices.map((value) => ({
              value: value as string,
              label: t(`people.timeline.${value}`),
            })),
          ]}
        />
      </div>
      <Moments patient={patient} kinds={kinds} only={only} />
    </>
  )
}
