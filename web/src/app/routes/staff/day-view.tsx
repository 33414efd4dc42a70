import { Skeleton } from '@mantine/core'
import { useHotkeys, useMediaQuery } from '@mantine/hooks'
import { IconBeach } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import type { User } from '@/features/auth/api'
import { calendar } from '@/features/calendar/api'
import { Board } from '@/features/calendar/components/board'
import { ProviderSwitch } from '@/features/calendar/components/provider-switch'
import { Shortcuts } from '@/features/calendar/components/shortcuts'
import { Toolbar } from '@/features/calendar/components/toolbar'
import type { Calendar, Visit } from '@/features/calendar/geometry'
import { useBoard } from '@/features/calendar/store'
import { useT } from '@/lib/i18n'
import { useRefreshEvery } from '@/lib/realtime'
import { addDays, type Day } from '@/lib/wall'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { Stale } from '@/ui/stale'
import { type Booking, BookingDialog } from './booking-dialog'
import { useGoToDay } from './day'
import classes from './day.module.css'
import { useMoveVisit } from './use-move-visit'
import { VisitDrawer } from './visit-drawer'

type Props = { user: User; today: Day; day: Day }
type BoardProps = { told: Calendar; day: Day; toldAt: number; onFree: (wish: Booking) => void }

/** A phone has room for one column: the chosen one, or the first who works. */
function useColumns({ providers }: Calendar) {
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const chosen = useBoard((board) => board.provider)
  const one =
    providers.find(({ id }) => id === chosen) ??
    providers.find(({ open }) => open.length > 0) ??
    providers[0]
  return { phone, one, columns: phone && one ? [one] : providers }
}

function DayBoard({ told, day, toldAt, onFree }: BoardProps) {
  const t = useT()
  const navigate = useNavigate({ from: '/staff/' })
  const { phone, one, columns } = useColumns(told)
  const move = useMoveVisit(told)
  const open = useCallback(
    ({ id }: Visit) => navigate({ search: (old) => ({ ...old, visit: id }) }),
    [navigate],
  )
  const empty = told.appointments.length === 0 && told.providers.every((p) => p.open.length === 0)
  if (empty)
    return (
      <Empty
        icon={<IconBeach size={28} aria-hidden />}
        title={t('staff.day.nobody')}
        text={t('staff.day.nobodyText')}
      />
    )
  return (
    <>
      {phone && one && <ProviderSwitch providers={told.providers} shown={one.id} />}
      <Board
        key={day}
        calendar={told}
        columns={columns}
        day={day}
        toldAt={toldAt}
        onOpen={open}
        onFree={(provider, minute) => onFree({ provider, minute })}
        onMove={(visit, provider, minute) => move(visit, provider, day, minute)}
      />
    </>
  )
}

/** A key pressed within a dialog or a menu is theirs. */
const onBoard = (act: () => void) => (event: KeyboardEvent) => {
  const within =
    event.target instanceof Element && event.target.closest('[role=dialog], [role=menu]')
  if (!within) act()
}

function useDayKeys(today: Day, day: Day, onNew: () => void, onHelp: () => void) {
  const go = useGoToDay()
  useHotkeys([
    ['t', onBoard(() => go(null))],
    ['ArrowLeft', onBoard(() => go(addDays(day, -1)))],
    ['ArrowRight', onBoard(() => go(addDays(day, 1)))],
    ['n', onBoard(onNew)],
    ['shift+?', onBoard(onHelp)],
    ['?', onBoard(onHelp)],
  ])
  return {
    day,
    today,
    onDay: (to: Day) => go(to === today ? null : to),
    onToday: () => go(null),
  }
}

export function DayView({ user, today, day }: Props) {
  const t = useT()
  const { visit } = useSearch({ from: '/staff/' })
  const [booking, setBooking] = useState<Booking | null>(null)
  const [help, setHelp] = useState(false)
  const refetchInterval = useRefreshEvery()
  const { data, error, dataUpdatedAt, refetch, isError } = useQuery({
    ...calendar(day),
    refetchInterval,
  })
  const steer = useDayKeys(
    today,
    day,
    () => setBooking({}),
    () => setHelp(true),
  )
  return (
    <div className={classes.page}>
      <Toolbar
        {...steer}
        calendar={data}
        onNew={() => setBooking({})}
        onHelp={() => setHelp(true)}
      />
      {data && isError && <Stale told={data.now_local} onRetry={refetch} />}
      {data && (
        <Panel>
          <DayBoard told={data} day={day} toldAt={dataUpdatedAt} onFree={setBooking} />
        </Panel>
      )}
      {!data && isError && <Failure error={error} note={t('errors.calendar')} onRetry={refetch} />}
      {!data && !isError && <Skeleton className={classes.waiting} aria-label={t('app.loading')} />}
      <VisitDrawer id={visit} user={user} today={today} />
      <BookingDialog booking={booking} day={day} user={user} onDone={() => setBooking(null)} />
      <Shortcuts opened={help} onClose={() => setHelp(false)} />
    </div>
  )
}
