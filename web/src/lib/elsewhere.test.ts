import { expect, test } from 'vitest'
import { cityIfElsewhere } from './elsewhere'

const here = new Intl.DateTimeFormat().resolvedOptions().timeZone

test('whoever is where the clinic is needs no city', () => {
  expect(cityIfElsewhere(here, '2030-07-01T12:00:00Z')).toBeNull()
})

test('whoever is elsewhere is told whose clock it is', () => {
  expect(cityIfElsewhere('Pacific/Kiritimati', '2030-07-01T12:00:00Z')).toBe('Kiritimati')
  expect(cityIfElsewhere('America/Argentina/Buenos_Aires', '2030-07-01T12:00:00Z')).toBe(
    'Buenos Aires',
  )
})
