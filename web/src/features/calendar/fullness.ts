import { type Day, dayOf } from '@/lib/wall'
import { type Calendar, openSpans, type Span, type Visit, visitSpan } from './geometry'

/** Spans without what they have in common, in order. */
export function merged(spans: readonly Span[]): Span[] {
  const whole: Span[] = []
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    const last = whole.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else whole.push({ from, to })
  }
  return whole
}

const minutesOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0)

/** What of these spans the others leave. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  let left = merged(spans)
  for (const other of others)
    left = left.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, other.from) },
        { from: Math.max(from, other.to), to },
      ].filter((part) => part.to > part.from),
    )
  return left
}

/** Nobody else can have their time: a no-show's is free again only to who comes at the desk. */
export const occupied = (visit: Visit, day: Day): Span => {
  const { from, to } = visitSpan(visit, day)
  return { from: from - visit.buffer_before_minutes, to: to + visit.buffer_after_minutes }
}

export type DayLoad = { day: Day; visits: Visit[]; open: number; booked: number }

/** Visits by their day, each day in order. */
export function byDay(visits: readonly Visit[]): Map<Day, Visit[]> {
  const days = new Map<Day, Visit[]>()
  for (const visit of visits) {
    const day = dayOf(visit.starts_local)
    const known = days.get(day)
    if (known) known.push(visit)
    else days.set(day, [visit])
  }
  for (const each of days.values())
    each.sort((one, other) => (one.starts_local < other.starts_local ? -1 : 1))
  return days
}

/** How full each day is, in minutes of those who work. */
export function loads(calendar: Calendar, days: readonly Day[]): DayLoad[] {
  const visits = byDay(calendar.appointments)
  return days.map((day) => {
    const today = visits.get(day) ?? []
    let [open, booked] = [0, 0]
    for (const provider of calendar.providers) {
      const spans = openSpans(provider, day)
      const theirs = today.filter((visit) => visit.provider.id === provider.id)
      const left = minutesOf(
        without(
          spans,
          theirs.map((visit) => occupied(visit, day)),
        ),
      )
      open += minutesOf(spans)
      booked += minutesOf(spans) - left
    }
    return { day, visits: today, open, booked }
  })
}
