import { expect, test } from 'vitest'
import { daysOf, firstWeekday, turned } from './weeks'

test('a week begins as its readers begin it', () => {
  expect(daysOf('week', '2030-01-09', firstWeekday('en'))[0]).toBe('2030-01-07')
  expect(daysOf('week', '2030-01-09', firstWeekday('pt-BR'))[0]).toBe('2030-01-06')
  expect(daysOf('week', '2030-01-06', firstWeekday('pt-BR'))[0]).toBe('2030-01-06')
  expect(daysOf('day', '2030-01-09', 0)).toEqual(['2030-01-09'])
})

test('a month is shown in whole weeks, as many as it touches, within what may be asked for', () => {
  const march = daysOf('month', '2026-03-15', 0)
  expect([march[0], march.at(-1), march.length]).toEqual(['2026-02-23', '2026-04-05', 42])
  expect(daysOf('month', '2026-06-15', 0)).toHaveLength(35)
  for (let month = 1; month <= 12; month += 1) {
    const name = `2028-${String(month).padStart(2, '0')}`
    for (const first of [0, 6]) {
      const days = daysOf('month', `${name}-15`, first)
      expect(days.length).toBeLessThanOrEqual(62)
      expect(days.filter((day) => day.startsWith(name)).length).toBe(
        new Date(Date.UTC(2028, month, 0)).getUTCDate(),
      )
    }
  }
})

test('arrows turn by what is shown, and a month that is shorter has an end', () => {
  expect(turned('day', '2030-01-31', 1)).toBe('2030-02-01')
  expect(turned('week', '2030-01-31', -1)).toBe('2030-01-24')
  expect(turned('month', '2030-01-31', 1)).toBe('2030-02-28')
  expect(turned('month', '2028-03-31', -1)).toBe('2028-02-29')
  expect(turned('month', '2030-12-05', 1)).toBe('2031-01-05')
  expect(turned('month', '2030-01-05', -1)).toBe('2029-12-05')
})
