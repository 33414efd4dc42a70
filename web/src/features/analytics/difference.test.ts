import { expect, test } from 'vitest'
import { difference } from './difference'

test('more is good or bad, as it is meant', () => {
  expect(difference(12, 10, 'up', false)).toEqual({ kind: 'relative', value: 0.2, tone: 'good' })
  expect(difference(8, 10, 'up', false).tone).toBe('bad')
  expect(difference(0.1, 0.05, 'down', true)).toMatchObject({ kind: 'points', tone: 'bad' })
  expect(difference(9, 10, 'neither', false).tone).toBe('neutral')
})

test('what was nothing before has no share', () => {
  expect(difference(3, 0, 'up', false)).toEqual({ kind: 'new', value: 1, tone: 'neutral' })
  expect(difference(0, 0, 'up', false).value).toBe(0)
  expect(difference(null, 0.4, 'down', true)).toMatchObject({ value: 0, tone: 'neutral' })
  expect(difference(0.5001, 0.5, 'up', true).value).toBe(0)
})
