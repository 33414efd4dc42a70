import { expect, test } from 'vitest'
import { amountOf, written } from './amounts'

test.each([
  ['50', 'BRL', 5000],
  ['50,5', 'BRL', 5050],
  ['50.55', 'BRL', 5055],
  [' 0,01 ', 'BRL', 1],
  ['50', 'JPY', 50],
  ['50.5', 'JPY', null],
  ['50,555', 'BRL', null],
  ['-5', 'BRL', null],
  ['5e3', 'BRL', null],
  ['', 'BRL', null],
])('%s in %s', (text, currency, amount) => {
  expect(amountOf(text, currency)).toBe(amount)
})

test('what is written is read back as it was', () => {
  for (const locale of ['pt-BR', 'en-GB'])
    for (const currency of ['BRL', 'JPY', 'KWD'])
      for (const amount of [1, 50, 5050, 1234567])
        expect(amountOf(written(amount, currency, locale), currency)).toBe(amount)
})
