import { expect, test } from 'vitest'
import { destination, safePath } from './session'

test.each([
  '//evil.example/x',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  undefined,
])('%s is no place to return to', (path) => {
  expect(safePath(path)).toBeNull()
})

test('a path of our own is kept with its search', () => {
  expect(safePath('/staff?day=2030-01-07')).toBe('/staff?day=2030-01-07')
})

test('everybody ends on their own side of the desk', () => {
  expect(destination(undefined, 'patient')).toBe('/portal')
  expect(destination('/staff', 'patient')).toBe('/portal')
  expect(destination('/staff/patients', 'receptionist')).toBe('/staff/patients')
  expect(destination('/portal', 'dentist')).toBe('/staff')
})
