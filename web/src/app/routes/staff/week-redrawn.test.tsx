import { act, render } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { Providers } from '@/app/providers'
import { WeekBoard } from '@/features/calendar/components/week-board'
import type { Calendar, Visit } from '@/features/calendar/geometry'
import { useBoard } from '@/features/calendar/store'
import { daysOf } from '@/features/calendar/weeks'
import { createQueryClient } from '@/lib/query'
import { addMinutes } from '@/lib/wall'
import { appointment } from '@/test/clinic'

/** Every card writes its provider's initials once each time it is drawn. */
const drawn = vi.hoisted(() => [] as string[])
vi.mock('@/ui/face', async (original) => ({
  ...(await original<typeof import('@/ui/face')>()),
  initials: (name: string) => {
    drawn.push(name)
    return name
  },
}))

const DAYS = daysOf('week', '2030-01-07', 0)
const MANY = 60

const visits = Array.from({ length: MANY }, (_, index): Visit => {
  const starts = addMinutes(`${DAYS[index % 5]}T08:00:00`, 30 * Math.floor(index / 5))
  return {
    ...appointment(starts, { id: `v${index}`, provider: { id: 'ana', name: `v${index}` } }),
    ends_local: addMinutes(starts, 25),
    buffer_before_minutes: 0,
    buffer_after_minutes: 0,
  }
})

const week = (appointments: Visit[]): Calendar => ({
  timezone: 'Etc/UTC',
  today: '2030-01-07',
  now_local: '2030-01-07T09:00:00',
  step_minutes: 5,
  providers: [],
  appointments,
})

const client = createQueryClient()
const acts = {
  onDay: () => undefined,
  onOpen: () => undefined,
  onFree: () => undefined,
  onMove: () => undefined,
}
const board = (told: Calendar) => (
  <Providers client={client}>
    <WeekBoard calendar={told} days={DAYS} toldAt={0} {...acts} />
  </Providers>
)

beforeEach(() => {
  drawn.length = 0
})

test('what changes for one visit draws that visit’s card anew, and no other', () => {
  const { rerender } = render(board(week(visits)))
  expect(new Set(drawn).size).toBe(MANY)
  drawn.length = 0

  const changed = visits.map((visit) =>
    visit.id === 'v7' ? { ...visit, version: 2, status: 'confirmed' as const } : visit,
  )
  rerender(board(week(changed)))
  expect(new Set(drawn)).toEqual(new Set(['v7']))
})

test('a visit that is dragged over the week draws no card but its own', () => {
  render(board(week(visits)))
  drawn.length = 0
  const [visit] = visits
  if (!visit) throw new Error('There is no visit.')
  act(() => useBoard.getState().lift({ visit, target: { column: 0, minute: 480 }, by: 'pointer' }))
  for (let minute = 500; minute < 900; minute += 20)
    act(() => useBoard.getState().aim({ column: 2, minute }))
  act(() => useBoard.getState().drop())
  expect(new Set(drawn)).toEqual(new Set(['v0']))
  // Lifted and put down: what happens in between is the ghost's.
  expect(drawn).toHaveLength(2)
})
