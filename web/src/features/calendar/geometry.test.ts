import { expect, test } from 'vitest'
import { appointment } from '@/test/clinic'
import {
  type Calendar,
  closedSpans,
  dragged,
  frameOf,
  instantOf,
  lanes,
  minuteAt,
  nowMinute,
  PIXELS_PER_MINUTE,
  topOf,
  type Visit,
} from './geometry'
import { stepped } from './use-move-mode'

const DAY = '2030-01-07'
const frame = { from: 480, to: 1080 }

const visit = (from: string, to: string, id = 'a1'): Visit => ({
  ...appointment(`${DAY}T${from}:00`, { id }),
  ends_local: `${DAY}T${to}:00`,
  buffer_before_minutes: 0,
  buffer_after_minutes: 10,
})

const calendar = (appointments: Visit[], open = true): Calendar => ({
  timezone: 'America/Sao_Paulo',
  today: DAY,
  now_local: `${DAY}T09:50:00`,
  step_minutes: 5,
  providers: [
    {
      id: 'ana',
      name: 'Ana',
      specialty: '',
      open: open
        ? [
            {
              starts_local: `${DAY}T09:00:00`,
              ends_local: `${DAY}T17:00:00`,
              starts_at: '2030-01-07T12:00:00Z',
              ends_at: '2030-01-07T20:00:00Z',
            },
          ]
        : [],
    },
  ],
  appointments,
})

test('the frame has room for opening hours and for what lies outside of them', () => {
  expect(frameOf(calendar([]), DAY)).toEqual({ from: 480, to: 1080 })
  expect(frameOf(calendar([visit('06:15', '06:45')]), DAY).from).toBe(300)
  expect(frameOf(calendar([], false), DAY)).toEqual({ from: 480, to: 1080 })
})

test('closed time is what open time leaves', () => {
  const open = [
    { from: 540, to: 720 },
    { from: 780, to: 1080 },
  ]

  expect(closedSpans(open, frame)).toEqual([
    { from: 480, to: 540 },
    { from: 720, to: 780 },
  ])
  expect(closedSpans([], frame)).toEqual([frame])
})

test('a pixel is a minute of the grid, and back', () => {
  expect(minuteAt(topOf(605, frame), frame)).toBe(605)
  expect(minuteAt(topOf(605, frame) + 3 * PIXELS_PER_MINUTE, frame)).toBe(605)
})

test('dragging snaps to five minutes and to columns, and stays on the board', () => {
  const board = { columnWidth: 200, columns: 3, length: 30, frame }
  const from = { column: 1, minute: 600 }
  const by = (x: number, minutes: number) =>
    dragged(from, { x, y: minutes * PIXELS_PER_MINUTE }, board)

  expect(by(0, 2)).toEqual({ column: 1, minute: 600 })
  expect(by(0, 3)).toEqual({ column: 1, minute: 605 })
  expect(by(110, 0)).toEqual({ column: 2, minute: 600 })
  expect(by(-900, -900)).toEqual({ column: 0, minute: 480 })
  expect(by(900, 900)).toEqual({ column: 2, minute: 1050 })
})

test('keys move by the same steps within the same board', () => {
  const board = { columns: 2, frame }
  const at = { column: 0, minute: 480 }

  expect(stepped(at, 'ArrowDown', board, 30)).toEqual({ column: 0, minute: 485 })
  expect(stepped(at, 'ArrowUp', board, 30)).toEqual(at)
  expect(stepped(at, 'ArrowRight', board, 30)).toEqual({ column: 1, minute: 480 })
  expect(stepped(at, 'ArrowLeft', board, 30)).toEqual(at)
  expect(stepped(at, 'x', board, 30)).toBeNull()
})

test('the instant of a wall time is counted from the nearest one the server told', () => {
  expect(instantOf(calendar([]), DAY, 605)).toBe('2030-01-07T13:05:00Z')
  expect(instantOf(calendar([], false), DAY, 605)).toBeNull()
})

test('on a day when the clock changes, each side counts from its own side', () => {
  const told = calendar([])
  const [open] = told.providers[0]?.open ?? []
  if (open)
    Object.assign(open, { starts_local: `${DAY}T00:00:00`, ends_at: '2030-01-07T19:00:00Z' })
  if (open) open.starts_at = '2030-01-07T03:00:00Z'

  expect(instantOf(told, DAY, 60)).toBe('2030-01-07T04:00:00Z')
  expect(instantOf(told, DAY, 16 * 60)).toBe('2030-01-07T18:00:00Z')
})

test('overlapping visits share the column, the others have it whole', () => {
  const placed = lanes(
    [
      visit('09:00', '10:00', 'a'),
      visit('09:30', '10:30', 'b'),
      visit('10:00', '11:00', 'c'),
      visit('11:00', '12:00', 'd'),
    ],
    DAY,
  )

  expect(placed.get('a')).toEqual({ lane: 0, of: 2 })
  expect(placed.get('b')).toEqual({ lane: 1, of: 2 })
  expect(placed.get('c')).toEqual({ lane: 0, of: 2 })
  expect(placed.get('d')).toEqual({ lane: 0, of: 1 })
})

test('now is what the clinic said, moved on by our own clock', () => {
  expect(nowMinute(calendar([]), DAY, 1_000, 1_000 + 7.5 * 60_000)).toBe(597)
})
