import type { Schema } from '@/api/client'
import { addDays, type Day, dayOf, minuteOf, minutesBetween } from '@/lib/wall'

export type Slot = Schema['Slot']

/** How many days the strip shows at once. */
export const WINDOW = 14

/** The first day of the page of the strip on which `day` stands. */
export function windowOf(day: Day, today: Day): Day {
  const ahead = Math.max(0, minutesBetween(today, day) / 1440)
  return addDays(today, Math.floor(ahead / WINDOW) * WINDOW)
}

/** One slot per start: "anyone" sees each time once, with whoever comes first. */
export function distinct(slots: readonly Slot[]): Slot[] {
  const seen = new Map<string, Slot>()
  for (const slot of slots) if (!seen.has(slot.starts_at)) seen.set(slot.starts_at, slot)
  return [...seen.values()].sort((a, b) => a.starts_at.localeCompare(b.starts_at))
}

export type FreeDay = { day: Day; slots: Slot[] }

export function byDay(slots: readonly Slot[], from: Day): FreeDay[] {
  const groups = groupByDay(distinct(slots))
  return Array.from({ length: WINDOW }, (_, index) => {
    const day = addDays(from, index)
    return { day, slots: groups.get(day) ?? [] }
  })
}

function groupByDay(slots: Slot[]): Map<Day, Slot[]> {
  const groups = new Map<Day, Slot[]>()
  for (const slot of slots) {
    const day = dayOf(slot.starts_local)
    groups.set(day, [...(groups.get(day) ?? []), slot])
  }
  return groups
}

/** The day to show: the one asked for if the page has it, else the first with something free. */
export function shownDay(days: readonly FreeDay[], wanted: Day | undefined): FreeDay | undefined {
  return (
    days.find(({ day }) => day === wanted) ?? days.find(({ slots }) => slots.length > 0) ?? days[0]
  )
}

export type Part = 'morning' | 'afternoon' | 'evening'

export function partOf(slot: Slot): Part {
  const minute = minuteOf(slot.starts_local)
  if (minute < 12 * 60) return 'morning'
  return minute < 18 * 60 ? 'afternoon' : 'evening'
}

export function byPart(slots: readonly Slot[]): { part: Part; slots: Slot[] }[] {
  return (['morning', 'afternoon', 'evening'] as const)
    .map((part) => ({ part, slots: slots.filter((slot) => partOf(slot) === part) }))
    .filter((group) => group.slots.length > 0)
}

/**
 * The times of a day that others took while somebody looked at it. On the day itself the first ones
 * go by themselves, as time passes: nobody took those.
 */
export function taken(before: readonly Slot[], after: readonly Slot[], today: boolean): Slot[] {
  const left = new Set(after.map(({ starts_at }) => starts_at))
  const first = after[0]?.starts_at ?? ''
  return before.filter(
    ({ starts_at }) => !left.has(starts_at) && !(today && (!first || starts_at < first)),
  )
}
