import { expect, test } from 'vitest'
import { exchange, guessed, reconcile, versionsIn } from './versions'

const visit = (version: number, more: object = {}) => ({ id: 'a1', version, ...more })

test('the newer record stays, however deep it lies, and what else was told is taken', () => {
  const known = { pages: [{ items: [visit(3, { name: 'new' })], next_cursor: 'x' }] }
  const told = { pages: [{ items: [visit(2, { name: 'old' })], next_cursor: null }] }

  expect(reconcile<unknown>(known, told)).toEqual({
    pages: [{ items: [visit(3, { name: 'new' })], next_cursor: null }],
  })
  expect(reconcile(known, { pages: [] })).toEqual({ pages: [] })
})

test.each([
  [1, 2, 2],
  [2, 1, 2],
  [guessed(1), 1, 1.5],
  [guessed(1), 2, 2],
  [2, 2, 2],
])('known %d, told %d: %d counts', (known, told, counts) => {
  expect(reconcile(visit(known), visit(told)).version).toBe(counts)
  expect(reconcile({ version: known }, { version: told }).version).toBe(counts)
})

test('nothing is known yet, or nothing is told: what is told counts', () => {
  expect(reconcile(undefined, visit(1))).toEqual(visit(1))
  expect(reconcile<unknown>(visit(1), null)).toBeNull()
})

test('what nobody changed stays the same object, so that nobody draws it again', () => {
  const answer = { list: [visit(1)], other: { deep: [1, 'two', null] } }

  expect(exchange(answer, (record) => record)).toBe(answer)
})

test('a record is looked at as a whole, never into', () => {
  const answer = { list: [visit(1, { inner: { id: 'p1', version: 9 } })] }

  expect([...versionsIn(answer)]).toEqual([['a1', 1]])
})
