import * as plans from 'libphonenumber-js/min'
import { expect, test } from 'vitest'
import { written } from './phones'

test.each([
  ['+5511987654321', 'pt-BR', '(11) 98765-4321'],
  ['+551133334444', 'pt-BR', '(11) 3333-4444'],
  ['+442079460018', 'en-GB', '020 7946 0018'],
  ['+447911123456', 'en-GB', '07911 123456'],
  ['+12125550123', 'en-US', '(212) 555-0123'],
  ['+351912345678', 'pt-PT', '912 345 678'],
])('%s at a clinic that writes %s is %s', (stored, locale, shown) => {
  expect(written(stored, locale, plans)).toBe(shown)
})

test('from abroad, with the number of the country', () => {
  expect(written('+442079460018', 'pt-BR', plans)).toBe('+44 20 7946 0018')
  expect(written('+5511987654321', 'en-GB', plans)).toBe('+55 11 98765 4321')
  expect(written('+5511987654321', null, plans)).toBe('+55 11 98765 4321')
})

test('what is no number is shown as it is', () => {
  expect(written('call the neighbour', 'en-GB', plans)).toBe('call the neighbour')
})
