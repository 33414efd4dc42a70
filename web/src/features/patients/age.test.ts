import { expect, test } from 'vitest'
import { ageOn } from './age'

test.each([
  ['2026-11-29', '1990-11-29', 36],
  ['2026-11-28', '1990-11-29', 35],
  ['2027-02-28', '2000-02-29', 26],
  ['2027-03-01', '2000-02-29', 27],
  ['2026-11-29', '2026-11-29', 0],
])('on %s, born on %s', (day, birth, age) => {
  expect(ageOn(day, birth)).toBe(age)
})
