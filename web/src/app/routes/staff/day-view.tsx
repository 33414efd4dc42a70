import { useMediaQuery } from '@mantine/hooks'
import { IconBeach } from '@tabler/icons-react'
import { Board } from '@/features/calendar/components/board'
import { DaySheet } from '@/features/calendar/components/day-sheet'
import { ProviderSwitch } from '@/features/calendar/components/provider-switch'
import type { Calendar, Visit } from '@/features/calendar/geometry'
import { useBoard } from '@/features/calendar/store'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { Empty } from '@/ui/empty'
import type { Booking } from './booking-dialog'
import { useMoveVisit } from './use-move-visit'

type Props = {
  told: Calendar
  day: Day
  toldAt: number
  onOpen: (visit: Visit) => void
  onLook: (visit: Visit) => void
  onFree: (wish: Booking) => void
}

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

export function DayView({ told, day, toldAt, onOpen, onLook, onFree }: Props) {
  const t = useT()
  const { phone, one, columns } = useColumns(told)
  const move = useMoveVisit(told)
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
      <DaySheet calendar={told} day={day} />
      {phone && one && <ProviderSwitch providers={told.providers} shown={one.id} />}
      <Board
        key={day}
        calendar={told}
        columns={columns}
        day={day}
        toldAt={toldAt}
        onOpen={onOpen}
        onLook={onLook}
        onFree={(provider, minute) => onFree({ day, provider, minute })}
        onMove={(visit, provider, minute) => move(visit, provider, day, minute)}
      />
    </>
  )
}
