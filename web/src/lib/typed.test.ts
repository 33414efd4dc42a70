import { expect, test } from 'vitest'
import {
  blankDay,
  isTime,
  laterTime,
  legible,
  readDay,
  readTime,
  writtenDay,
  writtenTime,
} from './typed'

test.each([
  ['pt-BR', '03/02/2026'],
  ['en-GB', '03/02/2026'],
  ['en-US', '02/03/2026'],
  ['de-DE', '03.02.2026'],
  ['en-CA', '2026-02-03'],
])('a day in %s is written %s, and read as it was written', (locale, written) => {
  expect(writtenDay('2026-02-03', locale)).toBe(written)
  expect(readDay(written, locale, 'whole')).toBe('2026-02-03')
})

test('where nothing is typed stands what is wanted, in the words of the reader', () => {
  const letters = { day: 'dd', month: 'mm', year: 'aaaa' }
  expect(blankDay('pt-BR', letters)).toBe('dd/mm/aaaa')
  expect(blankDay('en-US', { ...letters, year: 'yyyy' })).toBe('mm/dd/yyyy')
})

test.each([
  ['3/2/2026', 'pt-BR', '2026-02-03'],
  ['03022026', 'pt-BR', '2026-02-03'],
  ['02032026', 'en-US', '2026-02-03'],
  ['3.2.26', 'pt-BR', '2026-02-03'],
  ['030226', 'pt-BR', '2026-02-03'],
  [' 3 - 2 - 2026 ', 'en-GB', '2026-02-03'],
  ['2026-02-03', 'pt-BR', '2026-02-03'],
])('%s in %s is %s', (text, locale, day) => {
  expect(readDay(text, locale, 'some')).toBe(day)
})

test.each(['', 'soon', '3/2', '30/02/2026', '13/13/2026', '3/2/202', '3/2/2026/1', '1234567'])(
  'nobody knows which day %j is',
  (text) => {
    expect(readDay(text, 'en-GB', 'some')).toBeNull()
  },
)

test('half a year is no year yet while it is typed, and of the last century for a birth', () => {
  expect(readDay('3/2/20', 'en-GB', 'whole')).toBeNull()
  expect(readDay('3/2/85', 'en-GB', 'some', '2026-11-29')).toBe('1985-02-03')
  expect(readDay('3/2/26', 'en-GB', 'some', '2026-11-29')).toBe('2026-02-03')
})

test.each([
  ['9', '09:00'],
  ['930', '09:30'],
  ['0930', '09:30'],
  ['9.30', '09:30'],
  ['14h', '14:00'],
  ['14h30', '14:30'],
  ['2 pm', '14:00'],
  ['2:15p', '14:15'],
  ['12:05 AM', '00:05'],
  ['12 p.m.', '12:00'],
  ['9:05 PM', '21:05'],
  ['24:00', '00:00'],
])('%s is %s', (text, time) => {
  expect(readTime(text)).toBe(time)
})

test.each(['', 'noon', '25', '9:60', '24:30', '13 pm', '0 am', '12345', '9:5'])(
  'nobody knows when %j is',
  (text) => {
    expect(readTime(text)).toBeNull()
  },
)

test.each([
  ['pt-BR', '21:05'],
  ['en-GB', '21:05'],
  ['en-US', '9:05 PM'],
])('a time in %s is written %s, and read as it was written', (locale, written) => {
  expect(writtenTime('21:05', locale).replace(/\s/g, ' ')).toBe(written)
  expect(readTime(writtenTime('21:05', locale))).toBe('21:05')
})

test.each([
  ['pt-BR', 'pt-BR'],
  ['en-US', 'en-US'],
  ['de-DE', 'de-DE'],
  ['ko-KR', 'en-GB'],
  ['ar-EG', 'en-GB'],
  ['bg-BG', 'en-GB'],
])('what a field cannot read again it does not write: %s is written as %s', (locale, as) => {
  expect(legible(locale)).toBe(as)
})

test('the end of a day', () => {
  expect(writtenTime('24:00', 'pt-BR')).toBe('24:00')
  expect(writtenTime('24:00', 'en-US').replace(/\s/g, ' ')).toBe('12:00 AM')
})

test('a time goes on and back, also over midnight', () => {
  expect(laterTime('23:50', 15)).toBe('00:05')
  expect(laterTime('00:05', -15)).toBe('23:50')
  expect(isTime('24:00')).toBe(false)
})
