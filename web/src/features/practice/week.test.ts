import { expect, test } from 'vitest'
import {
  another,
  asMeant,
  asTyped,
  copied,
  flawOf,
  isSound,
  minutesAWeek,
  type Stretch,
} from './week'

const at = (weekday: number, opens: string, closes: string): Stretch => ({ weekday, opens, closes })
const MORNING = at(0, '08:00', '12:00')
const AFTERNOON = at(0, '13:00', '17:00')

test.each([
  [[], null],
  [[MORNING, AFTERNOON], null],
  [[AFTERNOON, MORNING], null],
  [[MORNING, at(0, '12:00', '13:00')], null],
  [[at(0, '20:00', '24:00')], null],
  [[at(0, '12:00', '12:00')], 'order'],
  [[at(0, '12:00', '08:00')], 'order'],
  [[MORNING, at(0, '11:59', '13:00')], 'overlap'],
  [[AFTERNOON, at(0, '08:00', '18:00')], 'overlap'],
  [[at(0, '', '12:00')], 'empty'],
] as const)('%j has the flaw %s', (day, flaw) => {
  expect(flawOf(day)).toBe(flaw)
})

test('a week is sound when each of its days is', () => {
  expect(isSound([MORNING, { ...MORNING, weekday: 6 }])).toBe(true)
  expect(isSound([MORNING, at(6, '10:00', '09:00')])).toBe(false)
})

test('the next stretch comes after a break, and never after midnight', () => {
  expect(another([], 2)).toEqual(at(2, '09:00', '17:00'))
  expect(another([MORNING], 0)).toEqual(at(0, '13:00', '17:00'))
  expect(another([at(0, '09:00', '22:30')], 0)).toEqual(at(0, '23:30', '24:00'))
  expect(another([at(0, '09:00', '23:00')], 0)).toBeNull()
  // Nobody knows what follows upon what cannot be read.
  expect(another([at(0, '09:00', 'noonish')], 0)).toBeNull()
})

test('what is offered next never makes a flaw, whatever there is', () => {
  for (let opens = 0; opens < 1440; opens += 55)
    for (let length = 5; opens + length <= 1440; length += 115) {
      const clock = (m: number) =>
        `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
      const day = [at(0, clock(opens), clock(opens + length))]
      const next = another(day, 0)
      expect(flawOf(next ? [...day, next] : day)).toBeNull()
    }
})

test('a day is copied in place of what other days had', () => {
  const week = [MORNING, AFTERNOON, at(2, '10:00', '11:00'), at(5, '09:00', '12:00')]

  expect(copied(week, 0, [0, 1, 2])).toEqual([
    MORNING,
    AFTERNOON,
    { ...MORNING, weekday: 1 },
    { ...AFTERNOON, weekday: 1 },
    { ...MORNING, weekday: 2 },
    { ...AFTERNOON, weekday: 2 },
    at(5, '09:00', '12:00'),
  ])
  expect(minutesAWeek(copied(week, 0, [1, 2, 3, 4]))).toBe(5 * 480 + 180)
})

test('midnight at the end of a day is typed as the clock shows it', () => {
  expect(asTyped('24:00')).toBe('00:00')
  expect(asMeant('00:00')).toBe('24:00')
  expect(asMeant(asTyped('17:30'))).toBe('17:30')
})
