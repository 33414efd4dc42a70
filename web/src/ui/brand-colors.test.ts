import { expect, test } from 'vitest'
import { type Brand, brandOf, contrast, GROUNDS, variablesOf } from './brand-colors'

const AA = 4.5
const INK = { light: ['#12282c', '#4b5f62'], dark: ['#e3efee', '#a3b9ba'] } as const
const NIGHTS_WORDS = ['#ffffff', '#a0d8d2']

/** Grays, the corners of the cube, and a grid of everything between them: 1,331 colours and more. */
function everyColor(): string[] {
  const steps = [0, 8, 25, 51, 77, 102, 128, 153, 179, 204, 230, 247, 255]
  const hex = (part: number) => part.toString(16).padStart(2, '0')
  return steps.flatMap((r) =>
    steps.flatMap((g) => steps.map((b) => `#${hex(r)}${hex(g)}${hex(b)}`)),
  )
}

const brands = everyColor().map((color) => [color, brandOf(color)] as const)

/** Every colour for which it does not hold, so that a failure says which. */
const against = (holds: (brand: Brand, color: string) => boolean) =>
  brands.filter(([color, brand]) => !holds(brand, color)).map(([color]) => color)

const reads = (text: string, upon: readonly string[]) =>
  upon.every((ground) => contrast(text, ground) >= AA)

test('contrast is what WCAG says it is', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(contrast('#0a5a61', '#0a5a61')).toBe(1)
})

test.each(['light', 'dark'] as const)('%s: the accent can be read wherever it is written', (on) => {
  expect(against((brand) => reads(brand[on].accent, [...GROUNDS[on], brand[on].wash]))).toEqual([])
})

test.each(['light', 'dark'] as const)(
  '%s: what stands on a button can be read, also under the pointer',
  (on) => {
    expect(against(({ [on]: { accent, hover, ink } }) => reads(ink, [accent, hover]))).toEqual([])
  },
)

test.each(['light', 'dark'] as const)('%s: words on the tint can be read', (on) => {
  expect(against(({ [on]: { wash } }) => INK[on].every((ink) => reads(ink, [wash])))).toEqual([])
})

test('words on the night can be read', () => {
  expect(against(({ night }) => NIGHTS_WORDS.every((words) => reads(words, [night])))).toEqual([])
})

test('what is under the pointer looks different', () => {
  const same = against(
    ({ light, dark }) => light.hover !== light.accent && dark.hover !== dark.accent,
  )
  // The whitest accents of the dark have nowhere to go.
  expect(same.filter((color) => contrast(color, '#ffffff') > 1.6)).toEqual([])
})

test('a colour that can be read already stays as it is', () => {
  for (const color of ['#0a5a61', '#7b3f98', '#1d5fa8', '#000000'])
    expect(brandOf(color).light.accent).toBe(color)
})

test('the hue stays: blue does not become violet, yellow not green', () => {
  const hueOf = (color: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
      Number.parseInt(color.slice(at, at + 2), 16),
    )
    return (Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI
  }
  for (const color of ['#d92d52', '#1d5fa8', '#0a5a61', '#7b3f98', '#b57600']) {
    for (const made of [brandOf(color).light.accent, brandOf(color).dark.accent]) {
      const apart = Math.abs(hueOf(color) - hueOf(made)) % 360
      expect(Math.min(apart, 360 - apart), `${color} became ${made}`).toBeLessThan(25)
    }
  }
})

test('every variable has a value for both schemes', () => {
  const variables = variablesOf(brandOf('#7b3f98'))

  expect(variables['--ts-accent']).toMatch(/^light-dark\(#7b3f98, #[0-9a-f]{6}\)$/)
  expect(Object.values(variables).join(' ')).not.toMatch(/undefined|NaN/)
})
