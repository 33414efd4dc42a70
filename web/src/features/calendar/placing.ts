import { type Day, dayOf } from '@/lib/wall'
import { byDay, merged } from './fullness'
import {
  type Calendar,
  frameOf,
  heightOf,
  lanes,
  openSpans,
  type Span,
  topOf,
  type Visit,
  visitSpan,
} from './geometry'

/** Where a card lies: pixels down, and parts of the whole width across. */
export type Place = { top: number; height: number; left: number; width: number }
export type Placed = { visit: Visit; place: Place; lanes: number }

type Columns = { columns: number; frame: Span }

/** The visits of one column, beside each other where they overlap. */
export function placed(
  visits: readonly Visit[],
  day: Day,
  index: number,
  { columns, frame }: Columns,
): Placed[] {
  const beside = lanes(visits, day)
  return visits.map((visit) => {
    const { lane, of } = beside.get(visit.id) ?? { lane: 0, of: 1 }
    const span = visitSpan(visit, day)
    const width = 1 / columns / of
    const left = index / columns + lane * width
    return {
      visit,
      lanes: of,
      place: { top: topOf(span.from, frame), height: heightOf(span), left, width },
    }
  })
}

export type Week = {
  frame: Span
  columns: { day: Day; open: Span[]; visits: number }[]
  cards: Placed[]
  /** The most that lie beside each other anywhere: how much room a day needs. */
  widest: number
}

/** A week as it is drawn: a column for each day. */
export function weekOf(calendar: Calendar, days: readonly Day[]): Week {
  const visits = byDay(calendar.appointments)
  const frames = days.map((day) =>
    frameOf({ ...calendar, appointments: visits.get(day) ?? [] }, day),
  )
  const frame = {
    from: Math.min(...frames.map(({ from }) => from)),
    to: Math.max(...frames.map(({ to }) => to)),
  }
  const cards = days.flatMap((day, index) =>
    placed(visits.get(day) ?? [], day, index, { columns: days.length, frame }),
  )
  return {
    frame,
    columns: days.map((day) => ({
      day,
      open: merged(calendar.providers.flatMap((provider) => openSpans(provider, day))),
      visits: visits.get(day)?.length ?? 0,
    })),
    cards,
    widest: Math.max(1, ...cards.map((card) => card.lanes)),
  }
}

/** What can be seen: pixels down, and parts of the whole width across. */
export type Seen = { top: number; bottom: number; left: number; right: number }

export const isSeen = ({ top, height, left, width }: Place, seen: Seen): boolean =>
  top < seen.bottom && top + height > seen.top && left < seen.right && left + width > seen.left

/** Somebody who works at this minute and has nobody then. */
export function whoIsFree(calendar: Calendar, day: Day, minute: number): string | undefined {
  const within = ({ from, to }: Span) => from <= minute && minute < to
  const busy = new Set(
    calendar.appointments
      .filter((visit) => dayOf(visit.starts_local) === day && within(visitSpan(visit, day)))
      .map(({ provider }) => provider.id),
  )
  return calendar.providers.find(
    (provider) => openSpans(provider, day).some(within) && !busy.has(provider.id),
  )?.id
}
