import { addDays, type Day, weekdayOf } from '@/lib/wall'

export const views = ['day', 'week', 'month'] as const
export type View = (typeof views)[number]

export const isView = (text: unknown): text is View => views.some((view) => view === text)

/** How the people who read it begin their week: 0 is Monday. */
export const firstWeekday = (language: string): number => (language === 'en' ? 0 : 6)

const from = (first: Day, count: number): Day[] =>
  Array.from({ length: count }, (_, index) => addDays(first, index))

const beginning = (day: Day, first: number): Day =>
  addDays(day, -((weekdayOf(day) - first + 7) % 7))

const firstOfMonth = (day: Day): Day => `${day.slice(0, 7)}-01`

export const monthOf = (day: Day): string => day.slice(0, 7)

/** A day of the neighbouring month, the same number where it has one. */
function monthsOn(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1]
  const start = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
  const wanted = Number(day.slice(8))
  const last = [31, 30, 29, 28].find((n) => monthOf(addDays(`${start}-01`, n - 1)) === start) ?? 28
  return `${start}-${String(Math.min(wanted, last)).padStart(2, '0')}`
}

/** The days that a view shows: a month in whole weeks. */
export function daysOf(view: View, day: Day, first: number): Day[] {
  if (view === 'day') return [day]
  if (view === 'week') return from(beginning(day, first), 7)
  const start = beginning(firstOfMonth(day), first)
  const weeks = monthOf(addDays(start, 35)) === monthOf(day) ? 6 : 5
  return from(start, weeks * 7)
}

/** Where an arrow leads: by the unit that is shown. */
export function turned(view: View, day: Day, by: number): Day {
  if (view === 'month') return monthsOn(day, by)
  return addDays(day, view === 'week' ? by * 7 : by)
}
