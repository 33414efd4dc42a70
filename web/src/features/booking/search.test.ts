import { expect, test } from 'vitest'
import { backTo, choose, parseChoices, stepOf } from './search'

const offered = [{ id: 'clean' }]

test('the step follows from what is chosen', () => {
  expect(stepOf({}, offered)).toBe('service')
  expect(stepOf({ service: 'gone' }, offered)).toBe('service')
  expect(stepOf({ service: 'clean' }, offered)).toBe('provider')
  expect(stepOf({ service: 'clean', with: 'any' }, offered)).toBe('time')
  expect(stepOf({ service: 'clean', with: 'any', at: 'x' }, offered)).toBe('time')
  expect(stepOf({ service: 'clean', with: 'any', at: 'x', by: 'ana' }, offered)).toBe('who')
  expect(stepOf({ done: 'a1' }, offered)).toBe('done')
})

test('an address holds only what we understand', () => {
  const search = { service: 'clean', day: 'tomorrow', at: 7, evil: '<script>' }

  expect(parseChoices(search)).toEqual({ service: 'clean' })
})

test('a single provider is not asked for', () => {
  expect(choose({ id: 'clean', provider_ids: ['ana'] })).toEqual({ service: 'clean', with: 'ana' })
  expect(choose({ id: 'clean', provider_ids: ['ana', 'rui'] })).toEqual({ service: 'clean' })
})

test('going back keeps what came before', () => {
  const choices = { service: 'clean', with: 'ana', day: '2030-01-07', at: 'x', by: 'ana' }

  expect(backTo('service', choices)).toEqual({})
  expect(backTo('provider', choices)).toEqual({ service: 'clean' })
  expect(backTo('time', choices)).toEqual({ service: 'clean', with: 'ana', day: '2030-01-07' })
})
