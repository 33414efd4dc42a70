import { expect, test } from 'vitest'
import { addDays, formatWall, isDay, minuteOf, minutesBetween, wallAt, weekdayOf } from './wall'

test('wall time is written as the clinic sees it, whatever the zone of the visitor', () => {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

  expect(formatWall('2030-03-31T02:30:00', 'en-GB', options)).toBe('02:30')
  expect(formatWall('2030-01-07', 'pt-BR', { weekday: 'long' })).toBe('segunda-feira')
})

test('days go by the calendar', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(addDays('2030-01-01', -1)).toBe('2029-12-31')
  expect(weekdayOf('2030-01-07')).toBe(0)
})

test('minutes are counted on the wall', () => {
  expect(minuteOf('2030-01-07T09:05:00')).toBe(545)
  expect(minuteOf('2030-01-08T00:10:00', '2030-01-07')).toBe(1450)
  expect(minutesBetween('2030-01-07T09:00:00', '2030-01-07T10:30:00')).toBe(90)
  expect(wallAt('2030-01-07', 545)).toBe('2030-01-07T09:05:00')
})

test.each(['2030-1-7', '2030-13-01', '2030-02-31x', 7, null])('%s is not a day', (text) => {
  expect(isDay(text)).toBe(false)
})
