import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { None } from '@/ui/none'
import { useOver } from '@/ui/over'
import { files, type Of, type StoredFile } from '../api'
import { type Grouping, grouped, type Visit } from '../group'
import { mayOf, type Side, useActs } from '../use-acts'
import { Deleted } from './deleted'
import { Dialogs } from './dialogs'
import { FileMenu } from './file-menu'
import classes from './gallery.module.css'
import { Tile } from './tile'
import { Viewer } from './viewer'

type Props = { of: Of; side: Side; visits: readonly Visit[]; level: 1 | 2 | 3 }

function Loading() {
  const t = useT()
  return (
    <div className={classes.grid} aria-label={t('app.loading')} role="status">
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} height={150} radius={16} />
      ))}
    </div>
  )
}

type BarProps = { by: Grouping; onBy: (by: Grouping) => void }

function Bar({ by, onBy }: BarProps) {
  const t = useT()
  const choices = (['kind', 'visit'] as const).map((value) => ({
    value,
    label: t(`files.by.${value}`),
  }))
  return (
    <div className={classes.bar}>
      <SegmentedControl
        aria-label={t('files.by.label')}
        size="sm"
        radius={12}
        data={choices}
        value={by}
        onChange={(value) => onBy(value === 'visit' ? 'visit' : 'kind')}
      />
    </div>
  )
}

/** One below the heading of the whole. */
const HEADINGS = { 1: 'h2', 2: 'h3', 3: 'h4' } as const

type GroupsProps = Props & { all: StoredFile[] }

function Groups({ of, side, visits, level, all }: GroupsProps) {
  const t = useT()
  const [by, setBy] = useState<Grouping>('kind')
  const { over, put, takeAway } = useOver()
  const acts = useActs()
  const may = mayOf(side)
  const groups = grouped(all, of.appointment_id ? 'kind' : by, visits)
  const shown = groups.flatMap((group) => group.files).filter(({ status }) => status === 'ready')
  const open = shown.find(({ id }) => id === over)
  const hasGone = over !== null && !open
  const leave = useEffectEvent(takeAway)
  // Deleted while it was looked at: there is nothing to come back to.
  useEffect(() => {
    if (hasGone) leave()
  }, [hasGone])
  const menu = (file: StoredFile, onDark = false) => (
    <FileMenu file={file} acts={acts} may={may} onDark={onDark} />
  )
  const Heading = HEADINGS[level]
  const noName = t(by === 'visit' ? 'files.noVisit' : 'files.title')
  return (
    <>
      {visits.length > 0 && !of.appointment_id && all.length > 0 && <Bar by={by} onBy={setBy} />}
      {groups.map(({ key, kind, visit, files: these }) => (
        <section key={key} className={classes.group} aria-labelledby={`files-${key}`}>
          <Heading id={`files-${key}`}>
            {kind ? t(`files.kinds.${kind}`) : (visit?.label ?? noName)}
          </Heading>
          <ul className={classes.grid}>
            {these.map((file) => (
              <Tile
                key={file.id}
                file={file}
                showShared={side === 'staff'}
                menu={menu(file)}
                onOpen={() => put(file.id)}
              />
            ))}
          </ul>
        </section>
      ))}
      {open && (
        <Viewer
          files={shown}
          id={open.id}
          onOpen={put}
          onClose={takeAway}
          actions={(file) => menu(file, true)}
        />
      )}
      <Dialogs acts={acts} may={may} visits={visits} />
      {side === 'staff' && <Deleted of={of} onRestore={acts.restore} />}
    </>
  )
}

/** What is kept: small pictures by kind or by visit, each a tap away from the whole screen. */
export function Gallery({ of, side, visits, level }: Props) {
  const t = useT()
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(files(of))
  if (isPending) return <Loading />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  const all = data.pages.flatMap(({ items }) => items)
  return (
    <>
      {all.length === 0 && (
        <None icon={<IconFolderOpen size={24} stroke={1.6} aria-hidden />}>
          {t(side === 'staff' ? 'files.none.staff' : 'files.none.patient')}
        </None>
      )}
      <Groups of={of} side={side} visits={visits} level={level} all={all} />
      {hasNextPage && (
        <div>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t('files.showMore')}
          </Button>
        </div>
      )}
    </>
  )
}
