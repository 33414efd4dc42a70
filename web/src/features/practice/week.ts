import type { Schema } from '@/api/client'
import { isTime, minutesOf, timeAt } from '@/lib/typed'

/** A week as it is edited: "HH:MM" on the clinic's clock, Monday is 0, a day may end at 24:00. Pure. */
export type Stretch = Schema['Hours']
export type Flaw = 'order' | 'overlap' | 'empty' | 'unclear'

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const

export const onDay = (week: readonly Stretch[], weekday: number): Stretch[] =>
  week.filter((each) => each.weekday === weekday)

const areClear = (stretches: readonly Stretch[]): boolean =>
  stretches.every(({ opens, closes }) => isTime(opens) && isTime(asTyped(closes)))

/** What is wrong with a day, in the order in which it stands; the server would refuse it, too. */
export function flawOf(stretches: readonly Stretch[]): Flaw | null {
  if (stretches.some(({ opens, closes }) => !opens || !closes)) return 'empty'
  if (!areClear(stretches)) return 'unclear'
  if (stretches.some(({ opens, closes }) => minutesOf(opens) >= minutesOf(closes))) return 'order'
  const sorted = [...stretches].sort((a, b) => minutesOf(a.opens) - minutesOf(b.opens))
  const overlaps = sorted.some((each, index) => {
    const before = sorted[index - 1]
    return before !== undefined && minutesOf(each.opens) < minutesOf(before.closes)
  })
  return overlaps ? 'overlap' : null
}

export const isSound = (week: readonly Stretch[]): boolean =>
  WEEKDAYS.every((weekday) => flawOf(onDay(week, weekday)) === null)

export const minutesAWeek = (week: readonly Stretch[]): number =>
  week.reduce((sum, { opens, closes }) => sum + minutesOf(closes) - minutesOf(opens), 0)

const END = 24 * 60

/** What is likely meant next: the usual hours, or the afternoon after a break. Null when the day is full. */
export function another(stretches: readonly Stretch[], weekday: number): Stretch | null {
  if (stretches.length === 0) return { weekday, opens: '09:00', closes: '17:00' }
  if (!areClear(stretches)) return null
  const last = Math.max(...stretches.map(({ closes }) => minutesOf(closes)))
  const opens = last + 60
  if (opens >= END) return null
  return { weekday, opens: timeAt(opens), closes: timeAt(Math.min(opens + 4 * 60, END)) }
}

/** One day's hours also on other days, in place of theirs. */
export function copied(week: readonly Stretch[], from: number, to: readonly number[]): Stretch[] {
  const own = onDay(week, from)
  const kept = week.filter(({ weekday }) => weekday === from || !to.includes(weekday))
  const others = to.filter((weekday) => weekday !== from)
  return inOrder([
    ...kept,
    ...others.flatMap((weekday) => own.map((each) => ({ ...each, weekday }))),
  ])
}

export const inOrder = (week: readonly Stretch[]): Stretch[] =>
  [...week].sort((a, b) => a.weekday - b.weekday || minutesOf(a.opens) - minutesOf(b.opens))

/** A field for times knows no 24:00; midnight at the end of a stretch is meant as that. */
export const asTyped = (closes: string): string => (closes === '24:00' ? '00:00' : closes)
export const asMeant = (typed: string): string => (typed === '00:00' ? '24:00' : typed)
