import { Button, Skeleton, Stack, Text } from '@mantine/core'
import { IconBolt, IconCalendarOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { availability, type Seeking } from '@/api/queries'
import { cityOf } from '@/lib/elsewhere'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { addDays, type Day } from '@/lib/wall'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { byDay, type FreeDay, type Slot, shownDay, WINDOW, windowOf } from '../days'
import { DayStrip } from './day-strip'
import classes from './slot-picker.module.css'
import { TakenNote, useTaken } from './taken-note'
import { type Names, TimeList } from './time-list'

type Props = {
  seeking: Seeking
  today: Day
  day?: Day | undefined
  onDay: (day: Day) => void
  chosen: string | null
  /** Null when the marked time was taken by someone else. */
  onMark: (slot: Slot | null) => void
  onPick: (slot: Slot) => void
  names?: Names
}

function Waiting() {
  const t = useT()
  return (
    <output className={classes.waiting} aria-label={t('app.loading')}>
      <Skeleton height={40} width={160} />
      <Skeleton height={92} />
      <Skeleton height={20} width={90} mt={10} />
      <div className={classes.pills}>
        {Array.from({ length: 8 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
          <Skeleton key={index} height={48} />
        ))}
      </div>
    </output>
  )
}

type JumpProps = { next: Day | null; shown: FreeDay; onJump: (day: Day) => void }

function NothingFree({ next, shown, onJump }: JumpProps) {
  const t = useT()
  const format = useFormats()
  const icon = <IconCalendarOff size={28} stroke={1.6} aria-hidden />
  if (!next) return <Empty icon={icon} title={t('times.noneAtAll')} text={t('times.noneHint')} />
  return (
    <Empty icon={icon} title={t('times.noneOn', { day: format.longDay(shown.day) })}>
      <Button onClick={() => onJump(next)}>{t('times.jump', { day: format.longDay(next) })}</Button>
    </Empty>
  )
}

function Earliest({ days, onJump }: { days: FreeDay[]; onJump: (day: Day) => void }) {
  const t = useT()
  const format = useFormats()
  const first = days.find(({ slots }) => slots.length > 0)
  const slot = first?.slots[0]
  if (!first || !slot) return null
  const when = `${format.day(first.day)}, ${format.time(slot.starts_local)}`
  return (
    <Button
      variant="light"
      size="compact-md"
      leftSection={<IconBolt size={16} aria-hidden />}
      onClick={() => onJump(first.day)}
      className={classes.earliest}
    >
      {t('times.earliest', { when })}
    </Button>
  )
}

function nextFree(days: FreeDay[], shown: FreeDay, further: Day | null): Day | null {
  const later = days.find(({ day, slots }) => day > shown.day && slots.length > 0)
  return later?.day ?? further ?? days.find(({ slots }) => slots.length > 0)?.day ?? null
}

/** Day, then time. Whatever it cannot load, it says so: an error is never an empty day. */
export function SlotPicker({ seeking, today, day, onDay, chosen, onMark, onPick, names }: Props) {
  const t = useT()
  const format = useFormats()
  const [from, setFrom] = useState(() => windowOf(day ?? today, today))
  const offered = useQuery(availability(seeking, from, WINDOW))
  const { data, error, isPending, refetch } = offered
  const days = useMemo(() => (data ? byDay(data.slots, from) : []), [data, from])
  const shown = shownDay(days, day)
  const gone = useTaken({
    name: JSON.stringify([seeking, from]),
    shown,
    today,
    settled: !offered.isStale || (offered.isFetchedAfterMount && !offered.isError),
  })
  const lost = gone.slots.some(({ starts_at }) => starts_at === chosen)
  useEffect(() => {
    if (lost) onMark(null)
  }, [lost, onMark])
  if (isPending) return <Waiting />
  if (!data) return <Failure error={error} note={t('errors.slots')} onRetry={refetch} compact />
  const jump = (to: Day) => {
    setFrom(windowOf(to, today))
    onDay(to)
  }
  const turn = (count: number) => () => setFrom(addDays(from, count))
  return (
    <Stack gap="lg">
      {!seeking.provider_id && <Earliest days={days} onJump={jump} />}
      <DayStrip
        days={days}
        shown={shown?.day}
        onShow={onDay}
        onEarlier={from > today ? turn(-WINDOW) : undefined}
        onLater={turn(WINDOW)}
      />
      <TakenNote slots={gone.told ? gone.slots : []} />
      {shown && shown.slots.length === 0 && (
        <NothingFree
          next={nextFree(days, shown, data.next_available_on)}
          shown={shown}
          onJump={jump}
        />
      )}
      {shown && shown.slots.length > 0 && (
        <TimeList
          legend={capital(t('times.choosing', { day: format.longDay(shown.day) }))}
          slots={shown.slots}
          chosen={chosen}
          names={names}
          onMark={onMark}
          onPick={onPick}
        />
      )}
      <Text size="sm" c="dimmed">
        {t('times.zone', { zone: cityOf(data.timezone) })}
      </Text>
    </Stack>
  )
}
