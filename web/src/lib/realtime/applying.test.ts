import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keys } from '@/api/keys'
import { applying } from './applying'

const DAY = [...keys.calendar, '2030-01-07']
const NEXT_DAY = [...keys.calendar, '2030-01-08']
const VISIT = [...keys.appointment, 'a1']
const OTHER = [...keys.appointment, 'a2']

let client: QueryClient
let live: ReturnType<typeof applying>

const stale = (key: readonly string[]) => client.getQueryState(key)?.isInvalidated
const changed = () =>
  live.apply({ seq: 1, event: 'appointment.confirmed', ids: { appointment_id: 'a1' } })

beforeEach(() => {
  vi.useFakeTimers()
  client = new QueryClient()
  client.setQueryData(DAY, { appointments: [{ id: 'a1', version: 3 }] })
  client.setQueryData(NEXT_DAY, { appointments: [] })
  client.setQueryData(VISIT, { id: 'a1', version: 3 })
  client.setQueryData(OTHER, { id: 'a2', version: 1 })
  client.setQueryData(keys.patients, {})
  client.setQueryData(keys.me, {})
  client.setQueryData(keys.fileRules, {})
  live = applying(client)
})
afterEach(() => {
  live.stop()
  vi.useRealTimers()
})

test('a change touches the days, the visit and what is free, and nobody else', () => {
  client.setQueryData(keys.availability, {})
  changed()

  expect([DAY, NEXT_DAY, VISIT, keys.availability].map(stale)).toEqual([true, true, true, true])
  expect([OTHER, keys.patients, keys.me].map(stale)).toEqual([false, false, false])
})

test('an event of another time changes nothing', () => {
  live.apply({ seq: 1, event: 'of.another.time', ids: {} })

  expect([DAY, VISIT, keys.patients].map(stale)).toEqual([false, false, false])
})

test('the echo of what is known already asks for nothing but what is free', () => {
  client.setQueryData(keys.availability, {})
  const ids = { appointment_id: 'a1', version: 3 }
  live.apply({ seq: 1, event: 'appointment.confirmed', ids })

  expect([DAY, VISIT, OTHER].map(stale)).toEqual([false, false, false])
  // Whether it has come to another day is not known there.
  expect([NEXT_DAY, keys.availability].map(stale)).toEqual([true, true])
})

test('news of a later version is news', () => {
  live.apply({
    seq: 1,
    event: 'appointment.confirmed',
    ids: { appointment_id: 'a1', version: 4 },
  })

  expect([DAY, VISIT, OTHER].map(stale)).toEqual([true, true, false])
})

test('one change is applied at once, a burst together a moment later', () => {
  const asked = vi.spyOn(client, 'invalidateQueries')
  const seen = () => asked.mock.calls.filter(([f]) => f?.queryKey?.[0] === 'availability').length
  for (let seq = 1; seq <= 50; seq += 1) live.apply({ seq, event: 'availability.changed', ids: {} })

  expect(seen()).toBe(1)
  vi.advanceTimersByTime(250)
  expect(seen()).toBe(2)
  vi.advanceTimersByTime(1_000)
  expect(seen()).toBe(2)
})

test('after a gap everything that lives is stale, and what nobody tells of is not', () => {
  live.applyAll()

  expect([DAY, VISIT, OTHER, keys.patients].map(stale)).toEqual([true, true, true, true])
  expect(stale(keys.fileRules)).toBe(false)
})
