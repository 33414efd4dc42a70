import { expect, test } from 'vitest'
import { type Key, translator } from './translate'

const words = {
  hi: 'Hello {{name}}',
  hours_zero: 'at once',
  hours_one: '{{count}} hour',
  hours_other: '{{count}} hours',
  deep: { down: 'found' },
}
const t = translator(words, 'en')
const say = (key: string, blanks?: Parameters<typeof t>[1]) => t(key as Key, blanks)

test('blanks are filled, and a number chooses its form', () => {
  expect(say('hi', { name: 'Mia <b>' })).toBe('Hello Mia <b>')
  expect(say('deep.down')).toBe('found')
  expect([0, 1, 2].map((count) => say('hours', { count }))).toEqual([
    'at once',
    '1 hour',
    '2 hours',
  ])
})

test('Portuguese has its own idea of one', () => {
  const portuguese = translator({ n_one: '{{count}} hora', n_other: '{{count}} horas' }, 'pt-BR')
  expect(portuguese('n' as Key, { count: 0 })).toBe('0 hora')
  expect(portuguese('n' as Key, { count: 2_000_000 })).toBe('2000000 horas')
})

test('a missing word, or a whole branch, is a mistake and not a text', () => {
  expect(() => say('nowhere')).toThrow('nowhere')
  expect(() => say('deep')).toThrow('deep')
  expect(() => say('deep.down.under')).toThrow('under')
})

test('words that are learnt later are found', () => {
  const growing: Record<string, string> = {}
  const late = translator(growing, 'en')
  growing.new = 'there'
  expect(late('new' as Key)).toBe('there')
})
