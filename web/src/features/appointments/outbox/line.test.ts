import { expect, test } from 'vitest'
import { ApiError, NetworkError } from '@/lib/errors'
import { freshHeaders } from '@/lib/intents'
import { appointment } from '@/test/clinic'
import { moveOf, stepOf, visitIn, type Wish } from '../wish'
import {
  decided,
  done,
  heard,
  type Intent,
  isVerdict,
  isWaiting,
  joined,
  keyOf,
  type Line,
  marksOf,
  refused,
  tidied,
  underWay,
  without,
} from './line'

const DAY = '2030-01-07'
const visit = (id: string, version = 1, more: Partial<ReturnType<typeof appointment>> = {}) =>
  appointment(`${DAY}T09:00:00`, { id, version, ...more })
const to = {
  starts_at: `${DAY}T14:00:00Z`,
  starts_local: `${DAY}T11:00:00`,
  provider: { id: 'rui', name: 'Dr Rui Costa' },
}
const checkIn = (id: string, version = 1) =>
  stepOf({ appointment: visit(id, version), action: 'check-in' })
const start = (id: string, version = 1) =>
  stepOf({ appointment: visit(id, version), action: 'start' })
const move = (id: string, version = 1) => moveOf({ appointment: visit(id, version), to })

const lineOf = (...wishes: Wish[]): Line =>
  wishes.reduce<Line>(
    (line, wish, at) => joined(line, { wish, headers: freshHeaders(), at, tried: false }),
    [],
  )
function nth(line: Line, index: number): Intent {
  const found = line[index]
  if (!found) throw new Error(`There is no ${index} in the line.`)
  return found
}
const states = (line: Line) => line.map(({ state }) => state)
const versions = (line: Line) => line.map(({ wish }) => visitIn(wish).version)
const conflict = (current?: ReturnType<typeof visit>) =>
  new ApiError(409, { code: 'version_conflict', ...(current ? { current } : {}) }, 'req')

test('a second wish about a visit sees what the first will have made of it', () => {
  const line = lineOf(move('a'), { ...checkIn('a', 1.5) }, start('a', 1.5))

  expect(line.map(({ wish }) => visitIn(wish).status)).toEqual([
    'scheduled',
    'scheduled',
    'checked_in',
  ])
  expect(visitIn(nth(line, 1).wish).starts_local).toBe(to.starts_local)
  // The server knows none of the guesses.
  expect(versions(line)).toEqual([1, 1, 1])
  expect(marksOf(line)).toEqual({ a: 'waiting' })
})

test('what follows upon one that was done expects the version of its answer', () => {
  const line = lineOf(checkIn('a'), start('a'), checkIn('b', 7))
  const answer = visit('a', 2, { status: 'checked_in' })
  const now = done(underWay(line, nth(line, 0)), nth(line, 0), answer, 99)

  expect(states(now)).toEqual(['done', 'waiting', 'waiting'])
  expect(versions(now)).toEqual([1, 2, 7])
  expect(now.map(keyOf)).toEqual(line.map(keyOf))
  expect(now.find(isWaiting)).toBe(now[1])
})

test('what follows upon a conflict waits for a person, and other visits go on', () => {
  const line = lineOf(checkIn('a'), start('a'), checkIn('b'))
  const now = refused(line, nth(line, 0), conflict(visit('a', 4, { status: 'confirmed' })))

  expect(states(now)).toEqual(['conflict', 'held', 'waiting'])
  expect(marksOf(now)).toEqual({ a: 'undecided', b: 'waiting' })
  expect(now.find(isWaiting)).toBe(now[2])
})

test('decided: the same upon what is there now, under new keys, and the next follow', () => {
  const line = lineOf(checkIn('a'), start('a'))
  const stuck = refused(line, nth(line, 0), conflict(visit('a', 4, { status: 'confirmed' })))
  const headers = freshHeaders()
  const wish = checkIn('a')
  const now = decided(stuck, nth(stuck, 0), { wish, headers, at: 5, tried: false })

  expect(states(now)).toEqual(['waiting', 'waiting'])
  expect(versions(now)).toEqual([4, 4])
  expect(keyOf(nth(now, 0))).toBe(headers['Idempotency-Key'])
  expect(keyOf(nth(now, 1))).toBe(keyOf(nth(line, 1)))
})

test('decided against it: what it makes impossible is refused, and said', () => {
  const line = lineOf(checkIn('a'), start('a'))
  const stuck = refused(line, nth(line, 0), conflict(visit('a', 4, { status: 'confirmed' })))
  const now = without(stuck, nth(stuck, 0))

  expect(states(now)).toEqual(['refused'])
  expect(now[0]?.refusal?.problem.code).toBe('cannot_become')
  expect(without(now, nth(now, 0))).toEqual([])
})

test('taken back: the next build upon what is there without it', () => {
  const line = lineOf(move('a'), checkIn('a'))
  const now = without(line, nth(line, 0))

  expect(states(now)).toEqual(['waiting'])
  expect(visitIn(nth(now, 0).wish).starts_local).toBe(`${DAY}T09:00:00`)
})

test('taken back: what was wished before it stays as it was', () => {
  const line = lineOf(move('a'), checkIn('a'), start('a'))

  expect(without(line, nth(line, 2))).toEqual(line.slice(0, 2))
})

test('what may have arrived stays word for word what it was: its key knows its words', () => {
  const line = lineOf(checkIn('a'), move('a'))
  const sent = underWay(line, nth(line, 1))

  expect(nth(done(sent, nth(line, 0), visit('a', 2), 9), 1).wish).toBe(nth(sent, 1).wish)
})

test('a conflict shows the visit as it is by now, never as it was before', () => {
  const line = lineOf(checkIn('a'))
  const stuck = refused(line, nth(line, 0), conflict(visit('a', 4)))
  const current = (told: Line) => told[0]?.refusal?.problem.current?.version

  expect(current(heard(stuck, visit('a', 6)))).toBe(6)
  expect(heard(stuck, visit('a', 3))).toBe(stuck)
  expect(heard(stuck, visit('b', 9))).toBe(stuck)
})

test('what is done leaves after a while, what is not never', () => {
  const line = lineOf(checkIn('a'), checkIn('b'))
  const now = done(line, nth(line, 0), visit('a', 2), 1_000)

  expect(tidied(now, 999)).toBe(now)
  expect(states(tidied(now, 1_000))).toEqual(['waiting'])
})

test.each([
  [new NetworkError('gone'), false],
  [new SyntaxError('a page of the hotel'), false],
  [new ApiError(404, {}, ''), false],
  [new ApiError(500, { code: 'server_error' }, ''), false],
  [new ApiError(503, { code: 'unavailable' }, ''), false],
  [new ApiError(429, { code: 'too_many_requests' }, ''), false],
  [new ApiError(401, { code: 'session_expired' }, ''), false],
  [new ApiError(409, { code: 'in_progress' }, ''), false],
  [new ApiError(409, { code: 'slot_taken' }, ''), true],
  [new ApiError(403, { code: 'not_allowed' }, ''), true],
  [new ApiError(404, { code: 'not_found' }, ''), true],
  [new ApiError(422, { code: 'not_offered' }, ''), true],
])('whether %s settles it: %s', (error, settles) => {
  expect(isVerdict(error)).toBe(settles)
})
