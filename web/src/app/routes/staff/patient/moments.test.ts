import { expect, test } from 'vitest'
import { keyOf, type Moment, type Stream, woven } from './moments'

const file = (day: number) =>
  ({ kind: 'file', file: { id: `${day}`, created_at: at(day) } }) as unknown as Moment
const message = (day: number) =>
  ({ kind: 'message', message: { id: `${day}`, created_at: at(day) } }) as unknown as Moment
const at = (day: number) => `2030-01-${String(day).padStart(2, '0')}T12:00:00Z`

const stream = (moments: Moment[], more = false): Stream => ({ moments, more })
const shown = (streams: Stream[]) => woven(streams).moments.map(keyOf)

test('what is all there is woven newest first', () => {
  expect(shown([stream([file(9), file(3)]), stream([message(5), message(1)])])).toEqual([
    'file 9',
    'message 5',
    'file 3',
    'message 1',
  ])
})

test('nothing is shown below a gap, and the stream with the gap goes on first', () => {
  const streams = [stream([file(9), file(7)], true), stream([message(8), message(2)])]

  expect(shown(streams)).toEqual(['file 9', 'message 8', 'file 7'])
  expect(woven(streams).next).toEqual([0])
})

test('of several that go on, the one that ends first', () => {
  const streams = [stream([file(9), file(3)], true), stream([message(8), message(6)], true)]

  expect(shown(streams)).toEqual(['file 9', 'message 8', 'message 6'])
  expect(woven(streams).next).toEqual([1])
})

test('a stream that has told nothing yet and has more holds all others back', () => {
  expect(woven([stream([], true), stream([message(8)])])).toEqual({ moments: [], next: [0] })
})

test('nothing at all is nothing', () => {
  expect(woven([])).toEqual({ moments: [], next: [] })
})
