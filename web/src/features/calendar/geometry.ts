import type { Schema } from '@/api/client'
import {
  addMinutes,
  type Day,
  instant,
  minuteOf,
  minutesBetween,
  type Wall,
  wallAt,
} from '@/lib/wall'

export type Calendar = Schema['Calendar']
export type Visit = Schema['CalendarAppointment']
export type Column = Schema['CalendarProvider']
type Open = Column['open'][number]

/** Everything on the board is a multiple of this. */
export const SNAP = 5
export const PIXELS_PER_MINUTE = 1.7

/** Minutes since midnight, half-open. */
export type Span = { from: number; to: number }

const spanOf = (
  day: Day,
  { starts_local, ends_local }: { starts_local: Wall; ends_local: Wall },
) => ({
  from: minuteOf(starts_local, day),
  to: minuteOf(ends_local, day),
})

export const openSpans = (column: Column, day: Day): Span[] =>
  column.open
    .map((open) => spanOf(day, open))
    .filter(({ from, to }) => to > 0 && from < 1440)
    .sort((a, b) => a.from - b.from)

export const lengthOf = ({ starts_local, ends_local }: Visit): number =>
  minutesBetween(starts_local, ends_local)

export const visitSpan = (visit: Visit, day: Day): Span => spanOf(day, visit)

/** Those who are there, buffers included, within so many minutes from a moment on. */
export const visitsWithin = (visits: readonly Visit[], from: Wall, minutes: number): Visit[] =>
  visits.filter(
    (visit) =>
      addMinutes(visit.starts_local, -visit.buffer_before_minutes) < addMinutes(from, minutes) &&
      addMinutes(visit.ends_local, visit.buffer_after_minutes) > from,
  )

const hourBelow = (minute: number) => Math.floor(minute / 60) * 60
const hourAbove = (minute: number) => Math.ceil(minute / 60) * 60

/** The part of the day to draw: opening hours with a little air, and whatever lies outside of them. */
export function frameOf(calendar: Calendar, day: Day): Span {
  const spans = [
    ...calendar.providers.flatMap((column) => openSpans(column, day)),
    ...calendar.appointments.map((visit) => visitSpan(visit, day)),
  ]
  if (spans.length === 0) return { from: 8 * 60, to: 18 * 60 }
  const first = Math.min(...spans.map(({ from }) => from))
  const last = Math.max(...spans.map(({ to }) => to))
  return { from: Math.max(0, hourBelow(first - 30)), to: Math.min(1440, hourAbove(last + 30)) }
}

/** What is left of the frame where nobody works. */
export function closedSpans(open: readonly Span[], frame: Span): Span[] {
  const closed: Span[] = []
  let at = frame.from
  for (const { from, to } of open) {
    if (from > at) closed.push({ from: at, to: Math.min(from, frame.to) })
    at = Math.max(at, to)
  }
  if (at < frame.to) closed.push({ from: at, to: frame.to })
  return closed
}

export const topOf = (minute: number, frame: Span): number =>
  (minute - frame.from) * PIXELS_PER_MINUTE

export const heightOf = ({ from, to }: Span): number => (to - from) * PIXELS_PER_MINUTE

export const snap = (minute: number, step: number = SNAP): number =>
  Math.round(minute / step) * step

export const minuteAt = (y: number, frame: Span): number =>
  snapDown(frame.from + y / PIXELS_PER_MINUTE)

const snapDown = (minute: number): number => Math.floor(minute / SNAP) * SNAP

export function clamp(minute: number, length: number, frame: Span): number {
  return Math.min(Math.max(minute, frame.from), frame.to - length)
}

export type Target = { column: number; minute: number }

/** Where a visit would land after the pointer went so far. */
export function dragged(
  start: Target,
  delta: { x: number; y: number },
  board: { columnWidth: number; columns: number; length: number; frame: Span },
): Target {
  const column = start.column + Math.round(delta.x / board.columnWidth)
  const minute = snap(start.minute + delta.y / PIXELS_PER_MINUTE)
  return {
    column: Math.min(Math.max(column, 0), board.columns - 1),
    minute: clamp(minute, board.length, board.frame),
  }
}

type Anchor = { starts_at: string; ends_at: string; starts_local: Wall; ends_local: Wall }

/**
 * The instant of a wall time, counted from the nearest moment of which the server told both. The
 * clinic's zone is the server's business; over the few hours of one day, minutes are minutes.
 */
export function instantOf(calendar: Calendar, day: Day, minute: number): string | null {
  const wall = wallAt(day, minute)
  const anchors: Anchor[] = [
    ...calendar.providers.flatMap(({ open }): Open[] => open),
    ...calendar.appointments,
  ]
  let nearest: { local: Wall; at: string; far: number } | undefined
  const consider = (local: Wall, at: string) => {
    const far = Math.abs(minutesBetween(local, wall))
    if (!nearest || far < nearest.far) nearest = { local, at, far }
  }
  for (const a of anchors) {
    consider(a.starts_local, a.starts_at)
    consider(a.ends_local, a.ends_at)
  }
  if (!nearest) return null
  const at = Date.parse(nearest.at) + minutesBetween(nearest.local, wall) * 60_000
  return instant(at)
}

/** The latest wall time that is certain, moved on by how long ago it was told. */
export const nowMinute = (calendar: Calendar, day: Day, toldAt: number, now: number): number =>
  minuteOf(calendar.now_local, day) + Math.floor((now - toldAt) / 60_000)

/** Visits of one column beside each other where they overlap: a no-show and who came instead. */
export function lanes(
  visits: readonly Visit[],
  day: Day,
): Map<string, { lane: number; of: number }> {
  const placed = new Map<string, { lane: number; of: number }>()
  let group: { id: string; lane: number }[] = []
  let ends: number[] = []
  const close = () => {
    for (const { id, lane } of group) placed.set(id, { lane, of: ends.length })
    group = []
    ends = []
  }
  const inOrder = visits.toSorted((a, b) => a.starts_local.localeCompare(b.starts_local))
  for (const visit of inOrder) {
    const { from, to } = visitSpan(visit, day)
    if (ends.every((end) => end <= from)) close()
    const free = ends.findIndex((end) => end <= from)
    const lane = free === -1 ? ends.length : free
    ends[lane] = to
    group.push({ id: visit.id, lane })
  }
  close()
  return placed
}
