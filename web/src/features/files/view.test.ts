import { expect, test } from 'vitest'
import { plain, pushed, sidewaysFit, styleOf, turned, zoomed } from './view'

const stage = { width: 800, height: 600 }

test('coming closer keeps the point under the finger where it is', () => {
  const at = { x: 100, y: -50 }
  const before = { ...plain, scale: 2, x: 10, y: 20 }
  const after = zoomed(before, 1.5, at)
  const under = ({ x, y, scale }: typeof before) => [(at.x - x) / scale, (at.y - y) / scale]

  expect(after.scale).toBe(3)
  expect(under(after)).toEqual(under(before))
})

test('never smaller than whole, and whole is in the middle', () => {
  expect(zoomed({ ...plain, scale: 2, x: 90, y: 90 }, 0.1)).toMatchObject({ scale: 1, x: 0, y: 0 })
  expect(zoomed(plain, 1000).scale).toBe(12)
})

test('it cannot be pushed out of sight, and not at all while it is whole', () => {
  expect(pushed(plain, { x: 50, y: 50 }, stage)).toBe(plain)
  expect(pushed({ ...plain, scale: 2 }, { x: 5000, y: -5000 }, stage)).toMatchObject({
    x: 800,
    y: -600,
  })
})

test('four turns are none, either way round', () => {
  let view = plain
  for (let turn = 0; turn < 4; turn += 1) view = turned(view)
  expect(view.turns).toBe(0)
  expect(turned(plain, -1).turns).toBe(3)
})

test('lying on its side it fits again', () => {
  expect(sidewaysFit({ width: 400, height: 300 }, stage)).toBeCloseTo(0.75)
  expect(sidewaysFit({ width: 300, height: 400 }, stage)).toBeCloseTo(4 / 3)
  expect(sidewaysFit({ width: 0, height: 0 }, stage)).toBe(1)
  expect(styleOf(turned(plain), 0.75).transform).toContain('rotate(90deg) scale(0.75)')
})

test('the light', () => {
  const { filter } = styleOf({ ...plain, contrast: 180, brightness: 60, inverted: true }, 1)
  expect(filter).toBe('invert(1) contrast(180%) brightness(60%)')
})
