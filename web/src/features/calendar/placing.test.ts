import { expect, test } from 'vitest'
import { appointment } from '@/test/clinic'
import { loads, merged, without } from './fullness'
import type { Calendar, Visit } from './geometry'
import { isSeen, weekOf, whoIsFree } from './placing'
import { daysOf } from './weeks'

const DAYS = daysOf('week', '2030-01-07', 0)

const visit = (id: string, day: string, from: string, to: string, provider = 'ana'): Visit => ({
  ...appointment(`${day}T${from}:00`, { id, provider: { id: provider, name: provider } }),
  ends_local: `${day}T${to}:00`,
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
})

const provider = (id: string, from: string, to: string) => ({
  id,
  name: id,
  specialty: '',
  open: DAYS.slice(0, 5).map((day) => ({
    starts_local: `${day}T${from}:00`,
    ends_local: `${day}T${to}:00`,
    starts_at: `${day}T${from}:00Z`,
    ends_at: `${day}T${to}:00Z`,
  })),
})

const told = (...appointments: Visit[]): Calendar => ({
  timezone: 'Etc/UTC',
  today: '2030-01-07',
  now_local: '2030-01-07T09:00:00',
  step_minutes: 5,
  providers: [provider('ana', '09:00', '12:00'), provider('rui', '10:00', '16:00')],
  appointments,
})

test('visits of different people at the same time lie side by side in their day', () => {
  const { cards, columns, widest } = weekOf(
    told(
      visit('a', '2030-01-07', '10:00', '11:00'),
      visit('b', '2030-01-07', '10:30', '11:00', 'rui'),
      visit('c', '2030-01-08', '10:00', '11:00'),
    ),
    DAYS,
  )
  const places = Object.fromEntries(cards.map(({ visit: { id }, place }) => [id, place]))

  expect(places.a?.width).toBeCloseTo(1 / 14)
  expect(places.b?.left).toBeCloseTo(1 / 14)
  expect(places.c).toMatchObject({ left: 1 / 7, width: 1 / 7 })
  expect(widest).toBe(2)
  expect(columns.map(({ visits }) => visits)).toEqual([2, 1, 0, 0, 0, 0, 0])
  expect(columns[0]?.open).toEqual([{ from: 540, to: 960 }])
})

test('of a thousand visits those are drawn that can be seen', () => {
  const many = Array.from({ length: 1000 }, (_, index) => {
    const [day, slot] = [DAYS[index % 5] ?? '', Math.floor(index / 50)]
    const hour = String(8 + Math.floor(slot / 2)).padStart(2, '0')
    const half = slot % 2 === 0 ? ['00', '25'] : ['30', '55']
    return visit(String(index), day, `${hour}:${half[0]}`, `${hour}:${half[1]}`)
  })
  const { cards } = weekOf(told(...many), DAYS)

  expect(cards).toHaveLength(1000)
  const seen = { top: 0, bottom: 900, left: 0, right: 0.25 }
  const drawn = cards.filter(({ place }) => isSeen(place, seen))
  expect(drawn.length).toBeGreaterThan(100)
  expect(drawn.length).toBeLessThan(400)
})

test('a free minute is that of somebody who works then and has nobody', () => {
  const calendar = told(visit('a', '2030-01-07', '10:00', '11:00'))
  expect(whoIsFree(calendar, '2030-01-07', 9 * 60)).toBe('ana')
  expect(whoIsFree(calendar, '2030-01-07', 10 * 60)).toBe('rui')
  expect(whoIsFree(calendar, '2030-01-07', 17 * 60)).toBeUndefined()
})

test('how full a day is: minutes that are taken of those that are worked', () => {
  const [monday, tuesday, , , , saturday] = loads(
    told(
      visit('a', '2030-01-07', '09:00', '12:00'),
      visit('b', '2030-01-07', '15:30', '16:30', 'rui'),
    ),
    DAYS,
  )
  expect(monday).toMatchObject({ open: 540, booked: 210 })
  expect(tuesday).toMatchObject({ open: 540, booked: 0 })
  expect(saturday).toMatchObject({ open: 0, booked: 0 })
})

test('spans joined, and what others leave of them', () => {
  const spans = [
    { from: 60, to: 120 },
    { from: 100, to: 180 },
  ]
  expect(merged(spans)).toEqual([{ from: 60, to: 180 }])
  expect(
    without(spans, [
      { from: 70, to: 80 },
      { from: 170, to: 300 },
    ]),
  ).toEqual([
    { from: 60, to: 70 },
    { from: 80, to: 170 },
  ])
})
