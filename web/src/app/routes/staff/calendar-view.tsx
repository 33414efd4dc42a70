import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { appointment } from '@/api/queries'
import { isExpected, useExpected } from '@/app/parts/use-expected'
import type { User } from '@/features/auth/api'
import { calendar } from '@/features/calendar/api'
import { CalendarWaiting } from '@/features/calendar/components/calendar-waiting'
import { MonthBoard } from '@/features/calendar/components/month-board'
import { ProviderFilter } from '@/features/calendar/components/provider-filter'
import { Shortcuts } from '@/features/calendar/components/shortcuts'
import { Toolbar } from '@/features/calendar/components/toolbar'
import { ViewSwitch } from '@/features/calendar/components/view-switch'
import type { Visit } from '@/features/calendar/geometry'
import type { View } from '@/features/calendar/weeks'
import { patient } from '@/features/patients/api'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { useRefreshEvery } from '@/lib/realtime'
import type { Day } from '@/lib/wall'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { Stale } from '@/ui/stale'
import { type Booking, BookingDialog } from './booking-dialog'
import classes from './day.module.css'
import { DayView } from './day-view'
import { useGo, useSteer } from './use-steer'
import { VisitDrawer } from './visit-drawer'
import { WeekView } from './week-view'

const route = getRouteApi('/staff/')

function useTitle(view: View, day: Day, days: readonly Day[]): string {
  const format = useFormats()
  if (view === 'month') return capital(format.month(day))
  if (view === 'day') return capital(format.longDay(day))
  const [first = day, last = day] = [days[0], days.at(-1)]
  return `${format.shortDate(first)} – ${format.shortDate(last)}`
}

/** What a visit shows when it is opened, asked for while the pointer rests on it. */
function useLook() {
  const client = useQueryClient()
  return useCallback(
    (visit: Visit) => {
      if (isExpected(visit)) return
      const { id, patient: whom } = visit
      void client.prefetchQuery(appointment(id))
      void client.prefetchQuery(patient(whom.id))
    },
    [client],
  )
}

/** Callbacks that stay the same, so that a thousand cards do too. */
function useActs() {
  const go = useGo()
  return useMemo(
    () => ({
      open: (visit: Visit) => {
        if (!isExpected(visit)) void go({ visit: visit.id })
      },
      goToDay: (day: Day) => void go({ view: 'day', day }),
    }),
    [go],
  )
}

function useTold(days: readonly Day[], day: Day) {
  const refetchInterval = useRefreshEvery()
  const [from, to] = [days[0] ?? day, days.at(-1) ?? day]
  const asked = useMemo(() => calendar(from, to), [from, to])
  return useQuery({ ...asked, refetchInterval })
}

type Props = { user: User; today: Day }

/** The clinic's time: a day, a week or a month of it. */
export function CalendarView({ user, today }: Props) {
  const t = useT()
  const { visit, with: provider } = route.useSearch()
  const [booking, setBooking] = useState<Booking | null>(null)
  const [help, setHelp] = useState(false)
  const [onNew, onHelp] = [() => setBooking({}), () => setHelp(true)]
  const { view, day, days, goTo, turn, lean, show } = useSteer(today, { onNew, onHelp })
  const steady = useSteady(days)
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const { data: told, error, dataUpdatedAt, refetch, isError } = useTold(steady, day)
  const data = useExpected(told, steady, user)
  const { open, goToDay } = useActs()
  const go = useGo()
  const look = useLook()
  const shared = { told: data, toldAt: dataUpdatedAt, onOpen: open, onLook: look }
  return (
    <div className={classes.page}>
      <Toolbar
        view={view}
        title={useTitle(view, day, days)}
        day={day}
        isNow={days.includes(today)}
        calendar={data}
        onDay={goTo}
        onTurn={turn}
        onLean={lean}
        onToday={() => goTo(today)}
        onNew={onNew}
        onHelp={onHelp}
      >
        {view === 'week' && data && (
          <ProviderFilter
            providers={data.providers}
            shown={provider}
            onShow={(who) => go({ with: who })}
          />
        )}
        <ViewSwitch view={view} onView={show} />
      </Toolbar>
      {data && isError && <Stale told={data.now_local} onRetry={refetch} />}
      {data && (
        <Panel key={view}>
          {view === 'day' && <DayView {...shared} told={data} day={day} onFree={setBooking} />}
          {view === 'week' && (
            <WeekView
              {...shared}
              told={data}
              days={steady}
              provider={provider}
              onDay={goToDay}
              onFree={setBooking}
            />
          )}
          {view === 'month' && (
            <MonthBoard calendar={data} day={day} days={steady} onDay={goToDay} />
          )}
        </Panel>
      )}
      {!data && isError && <Failure error={error} note={t('errors.calendar')} onRetry={refetch} />}
      {!data && !isError && <CalendarWaiting view={view} phone={phone} />}
      <VisitDrawer
        id={visit}
        known={data?.appointments.find(({ id }) => id === visit)}
        user={user}
        today={today}
        onClose={() => go({})}
      />
      <BookingDialog booking={booking} day={day} user={user} onDone={() => setBooking(null)} />
      <Shortcuts opened={help} onClose={() => setHelp(false)} />
    </div>
  )
}

/** The same days are the same list. */
function useSteady(days: readonly Day[]): readonly Day[] {
  const name = days.join()
  return useMemo(() => name.split(','), [name])
}
