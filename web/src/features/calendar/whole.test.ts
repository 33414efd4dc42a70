import { expect, test } from 'vitest'
import { addDays, type Day, dayOf } from '@/lib/wall'
import { appointment } from '@/test/clinic'
import type { Calendar } from './geometry'
import { whole } from './whole'

const FIRST = '2030-01-07'
const shared = { timezone: 'UTC', today: FIRST, now_local: `${FIRST}T08:00:00`, step_minutes: 15 }

/** A server that tells of 42 days, so many visits on each, and never of more than 5,000. */
function clinic(daily: number) {
  const asked: string[] = []
  const ask = async (from: Day, to: Day): Promise<Calendar> => {
    asked.push(`${from} ${to}`)
    const days = Array.from({ length: 42 }, (_, index) => addDays(FIRST, index))
    const told = days.filter((day) => from <= day && day <= to)
    const stretch = (day: Day) => ({
      starts_at: `${day}T09:00:00Z`,
      ends_at: `${day}T17:00:00Z`,
      starts_local: `${day}T09:00:00`,
      ends_local: `${day}T17:00:00`,
    })
    const visits = told.flatMap((day) =>
      Array.from({ length: daily }, (_, index) => ({
        ...appointment(`${day}T09:00:00`, { id: `${day} ${index}` }),
        ends_local: `${day}T09:30:00`,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
      })),
    )
    const open = told.map(stretch)
    const providers = [{ id: 'ana', name: 'Dr Ana Moura', specialty: '', open }]
    return { ...shared, providers, appointments: visits.slice(0, 5_000) }
  }
  return { ask, asked }
}

test('a usual month is one question', async () => {
  const { ask, asked } = clinic(20)

  expect((await whole(ask, FIRST, addDays(FIRST, 41))).appointments).toHaveLength(840)
  expect(asked).toHaveLength(1)
})

test('where a month is too much at once no day is left out, and none is told twice', async () => {
  const { ask, asked } = clinic(250)
  const { appointments, providers } = await whole(ask, FIRST, addDays(FIRST, 41))

  expect(new Set(appointments.map(({ id }) => id)).size).toBe(42 * 250)
  expect(appointments).toHaveLength(42 * 250)
  expect(appointments.map(({ starts_local }) => dayOf(starts_local))).toEqual(
    appointments.map(({ starts_local }) => dayOf(starts_local)).sort(),
  )
  expect(providers.map(({ open }) => open.length)).toEqual([42])
  expect(asked).toHaveLength(7)
})
