import { useMediaQuery } from '@mantine/hooks'
import { useCallback, useMemo } from 'react'
import { WeekAgenda } from '@/features/calendar/components/week-agenda'
import { WeekBoard } from '@/features/calendar/components/week-board'
import type { Calendar, Visit } from '@/features/calendar/geometry'
import { whoIsFree } from '@/features/calendar/placing'
import type { Day } from '@/lib/wall'
import { usePrinting } from '@/ui/printing'
import type { Booking } from './booking-dialog'
import { useMoveVisit } from './use-move-visit'

type Props = {
  told: Calendar
  days: readonly Day[]
  /** The one whose week it is; everybody's without. */
  provider: string | undefined
  toldAt: number
  onDay: (day: Day) => void
  onOpen: (visit: Visit) => void
  onLook: (visit: Visit) => void
  onFree: (wish: Booking) => void
}

function useOnly(told: Calendar, provider: string | undefined): Calendar {
  return useMemo(() => {
    if (!told.providers.some(({ id }) => id === provider)) return told
    return {
      ...told,
      providers: told.providers.filter(({ id }) => id === provider),
      appointments: told.appointments.filter((visit) => visit.provider.id === provider),
    }
  }, [told, provider])
}

export function WeekView({ told, days, provider, toldAt, onDay, onOpen, onLook, onFree }: Props) {
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const printing = usePrinting()
  const shown = useOnly(told, provider)
  const move = useMoveVisit(told)
  const drop = useCallback(
    (visit: Visit, day: Day, minute: number) => move(visit, visit.provider, day, minute),
    [move],
  )
  const free = useCallback(
    (day: Day, minute: number) => {
      const who = whoIsFree(shown, day, minute)
      onFree({ day, minute, ...(who ? { provider: who } : {}) })
    },
    [shown, onFree],
  )
  if (phone || printing)
    return <WeekAgenda calendar={shown} days={days} onDay={onDay} onOpen={onOpen} />
  return (
    <WeekBoard
      key={days[0]}
      calendar={shown}
      days={days}
      toldAt={toldAt}
      onDay={onDay}
      onOpen={onOpen}
      onLook={onLook}
      onFree={free}
      onMove={drop}
    />
  )
}
