import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { type Move, useMove } from '@/features/appointments/api'
import { calendar } from '@/features/calendar/api'
import { addMinutes } from '@/lib/wall'
import { appointment } from './clinic'

/** A day of which every render is written down. */
export const DAY = '2030-01-07'

export const toldDay = (appointments: object[]) => ({
  timezone: 'America/Sao_Paulo',
  today: DAY,
  now_local: `${DAY}T08:00:00`,
  step_minutes: 15,
  providers: [],
  appointments,
})

export function visitAt(time: string, version: number) {
  const wall = `${DAY}T${time}:00`
  return { ...appointment(wall, { version }), ends_local: addMinutes(wall, 30) }
}

/** One visit is moved from A to B. */
export const A = visitAt('09:00', 1)
export const B = visitAt('10:00', 2)
export const toB = { starts_at: B.starts_at, starts_local: B.starts_local, provider: B.provider }

/** Renders it, and says what was seen, one after the other. */
export function watch(client: QueryClient, watched: (renders: string[]) => ReactNode) {
  const renders: string[] = []
  render(<QueryClientProvider client={client}>{watched(renders)}</QueryClientProvider>)
  return () => renders.filter((each, index) => each !== renders[index - 1])
}

type Hand = { move: (wish: Move) => void }

function Moved({ hand, renders }: { hand: Hand; renders: string[] }) {
  const { data } = useQuery(calendar(DAY))
  const { mutate } = useMove()
  hand.move = mutate
  const [visit] = data?.appointments ?? []
  if (visit) renders.push(visit.starts_local.slice(11, 16))
  return null
}

export function watchMoved(client: QueryClient) {
  const hand: Hand = { move: () => undefined }
  return { hand, path: watch(client, (renders) => <Moved hand={hand} renders={renders} />) }
}
