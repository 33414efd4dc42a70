import { expect, test } from 'vitest'
import { lengthOf, periodOf, stepFor } from './period'

const WEDNESDAY = '2028-02-23'

test('the usual periods', () => {
  expect(periodOf({ period: 'week' }, WEDNESDAY)).toEqual({ from: '2028-02-21', to: '2028-02-27' })
  expect(periodOf({ period: 'month' }, WEDNESDAY)).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  expect(lengthOf(periodOf({}, WEDNESDAY))).toBe(30)
  expect(periodOf({ period: 'days90' }, WEDNESDAY)).toEqual({ from: '2027-11-26', to: WEDNESDAY })
})

test('a period of one’s own, as far as the server answers', () => {
  const asked = { period: 'custom', from: '2020-01-01', to: '2028-01-01' } as const
  expect(lengthOf(periodOf(asked, WEDNESDAY))).toBe(731)
  const backwards = { period: 'custom', from: '2028-01-02', to: '2028-01-01' } as const
  expect(periodOf(backwards, WEDNESDAY)).toEqual(periodOf({}, WEDNESDAY))
})

test('days, weeks or months', () => {
  const steps = ['2028-01-31', '2028-03-31', '2028-12-31'].map((to) =>
    stepFor({ from: '2028-01-01', to }),
  )
  expect(steps).toEqual(['day', 'week', 'month'])
})
