import { expect, test } from 'vitest'
import { dayMeant } from './day-meant'
import { fits } from './plain'

// A Sunday.
const TODAY = '2026-11-29'

test.each([
  ['today', '2026-11-29'],
  ['Amanhã', '2026-11-30'],
  ['tomorrow', '2026-11-30'],
  ['ontem', '2026-11-28'],
  ['friday', '2026-12-04'],
  ['sexta-feira', '2026-12-04'],
  ['sun', '2026-12-06'],
  ['terça', '2026-12-01'],
  ['12 dec', '2026-12-12'],
  ['12 de dezembro', '2026-12-12'],
  ['1st March', '2027-03-01'],
  ['3 out', '2026-10-03'],
  ['12 dez 2028', '2028-12-12'],
  ['12/12', '2026-12-12'],
  ['3.4.27', '2027-04-03'],
  ['2027-01-31', '2027-01-31'],
])('%s is %s', (typed, day) => {
  expect(dayMeant(typed, TODAY, 'en-GB')).toBe(day)
})

test('which number is the month is the clinic’s to say', () => {
  expect(dayMeant('3/4/27', TODAY, 'en-GB')).toBe('2027-04-03')
  expect(dayMeant('3/4/27', TODAY, 'pt-BR')).toBe('2027-04-03')
  expect(dayMeant('3/4/27', TODAY, 'en-US')).toBe('2027-03-04')
})

test.each(['', 'ana', '31 april', '45/12', '12 xyz', 'se'])('%s is no day', (typed) => {
  expect(dayMeant(typed, TODAY, 'en-GB')).toBeNull()
})

test('a name is found by how its words begin, with or without accents', () => {
  expect(fits('lig apar', 'Light appearance')).toBe(false)
  expect(fits('lig app', 'Light appearance')).toBe(true)
  expect(fits('saida', 'Saída')).toBe(true)
})
