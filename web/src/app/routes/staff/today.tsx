import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { appointment, clinic } from '@/api/queries'
import { useAct } from '@/app/parts/use-act'
import { isExpected, useExpected } from '@/app/parts/use-expected'
import type { Action } from '@/features/appointments/transitions'
import type { User } from '@/features/auth/api'
import { calendar } from '@/features/calendar/api'
import {
  ComingSection,
  GapRow,
  TodayRow,
  TodaySection,
} from '@/features/calendar/components/today-board'
import { type Calendar, nowMinute, type Visit } from '@/features/calendar/geometry'
import { type Gap, sorted, type Today } from '@/features/calendar/today'
import { useAgo } from '@/lib/ago'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { useNow } from '@/lib/now'
import { useRefreshEvery } from '@/lib/realtime'
import { addDays, type Day, wallAt } from '@/lib/wall'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { Stale } from '@/ui/stale'
import { Coming, WaitingPage } from '@/ui/waiting'
import { type Booking, BookingDialog } from './booking-dialog'
import classes from './today.module.css'
import { VisitDrawer } from './visit-drawer'

const staff = getRouteApi('/staff')
const route = getRouteApi('/staff/today')

/** Since when somebody waits or sits: their own history says so. */
function Since({ visit, happening }: { visit: Visit; happening: string }) {
  const ago = useAgo()
  const { data } = useQuery(appointment(visit.id))
  const at = data?.history.findLast(({ action }) => action.endsWith(happening))?.at
  return at ? <time dateTime={at}>{ago(at)}</time> : null
}

type ListProps = { visits: Visit[]; today: Day; onOpen: (visit: Visit) => void }
type ListOf = { list: keyof Omit<Today, 'gaps'>; action?: Action; tone?: 'bad' | 'good' }

function List({ visits, today, onOpen, list, action, tone }: ListProps & ListOf) {
  const t = useT()
  const take = useAct()
  const since = { waiting: 'checked_in', inChair: 'started' } as Partial<Record<string, string>>
  const happening = since[list]
  return (
    <TodaySection
      title={t(`calendar.today.${list}.title`)}
      none={t(`calendar.today.${list}.none`)}
      count={visits.length}
      {...(tone ? { tone } : {})}
    >
      {visits.map((visit) => (
        <TodayRow
          key={visit.id}
          visit={visit}
          today={today}
          aside={happening && <Since visit={visit} happening={happening} />}
          {...(action
            ? { act: { label: t(`staff.action.${action}`), onAct: (v: Visit) => take(v, action) } }
            : {})}
          onOpen={onOpen}
        />
      ))}
    </TodaySection>
  )
}

const lists: readonly ListOf[] = [
  { list: 'late', action: 'check-in', tone: 'bad' },
  { list: 'waiting', action: 'start', tone: 'good' },
  { list: 'inChair', action: 'complete' },
  { list: 'next', action: 'check-in' },
  { list: 'unconfirmed', action: 'confirm' },
  { list: 'unpaid' },
]

type LifeProps = {
  told: Calendar
  toldAt: number
  onOpen: (visit: Visit) => void
  onFill: (gap: Gap) => void
}

function Life({ told, toldAt, onOpen, onFill }: LifeProps) {
  const t = useT()
  const minute = nowMinute(told, told.today, toldAt, Math.max(useNow(), toldAt))
  const now = wallAt(told.today, minute)
  const today = useMemo(() => sorted(told, now), [told, now])
  return (
    <div className={classes.columns}>
      {lists.map((each) => (
        <Panel key={each.list}>
          <List {...each} visits={today[each.list]} today={told.today} onOpen={onOpen} />
        </Panel>
      ))}
      <TodaySection
        title={t('calendar.today.gaps.title')}
        none={t('calendar.today.gaps.none')}
        count={today.gaps.length}
      >
        {today.gaps.map((gap) => (
          <GapRow key={gap.provider.id + gap.from} gap={gap} day={told.today} onFill={onFill} />
        ))}
      </TodaySection>
    </div>
  )
}

function TodayWaiting() {
  return (
    <Coming className={classes.columns}>
      {lists.map(({ list }, index) => (
        <ComingSection key={list} rows={[0, 0, 1, 5, 2, 0][index] ?? 0} />
      ))}
      <ComingSection rows={3} />
    </Coming>
  )
}

function Loaded({ user, day }: { user: User; day: Day }) {
  const t = useT()
  const format = useFormats()
  const navigate = useNavigate({ from: '/staff/today' })
  const { visit } = route.useSearch()
  const [booking, setBooking] = useState<Booking | null>(null)
  const asked = useMemo(() => calendar(day, addDays(day, 1)), [day])
  const refetchInterval = useRefreshEvery()
  const days = useMemo(() => [day, addDays(day, 1)], [day])
  const answer = useQuery({ ...asked, refetchInterval })
  const { error, isError, refetch, dataUpdatedAt } = answer
  const data = useExpected(answer.data, days, user)
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>{capital(format.longDay(day))}</h1>
        {data && <span>{t('calendar.today.asOf', { time: format.time(data.now_local) })}</span>}
        <Button
          ms="auto"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setBooking({})}
        >
          {t('staff.day.new')}
        </Button>
      </div>
      {data && isError && <Stale told={data.now_local} onRetry={refetch} />}
      {data && (
        <Life
          told={data}
          toldAt={dataUpdatedAt}
          onOpen={(visit) => !isExpected(visit) && navigate({ search: { visit: visit.id } })}
          onFill={({ provider, from }) => setBooking({ day, provider: provider.id, minute: from })}
        />
      )}
      {!data && isError && <Failure error={error} note={t('errors.calendar')} onRetry={refetch} />}
      {!data && !isError && <TodayWaiting />}
      <VisitDrawer
        id={visit}
        known={data?.appointments.find(({ id }) => id === visit)}
        user={user}
        today={day}
        onClose={() => navigate({ search: {} })}
      />
      <BookingDialog booking={booking} day={day} user={user} onDone={() => setBooking(null)} />
    </div>
  )
}

/** What the front desk needs to know now. */
export function TodayPage() {
  const t = useT()
  const { user } = staff.useRouteContext()
  const place = useQuery({ ...clinic(user.clinic.slug), refetchInterval: 60_000 })
  if (place.error && !place.data)
    return <Failure error={place.error} note={t('errors.calendar')} onRetry={place.refetch} />
  return (
    <>
      <title>{`${t('calendar.today.title')} · ${user.clinic.name}`}</title>
      {place.data ? <Loaded user={user} day={place.data.today} /> : <WaitingPage />}
    </>
  )
}
