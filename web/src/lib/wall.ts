/**
 * Wall time: what the clock in the clinic shows, written `2030-01-07T09:00:00` by the server.
 * Nothing here knows a time zone. A browser's zone data are older than the server's, so instants
 * are never turned into wall time here; `UTC` below is only how arithmetic stays out of the
 * visitor's own zone.
 */
export type Wall = string
export type Day = string

const MINUTE = 60_000

/** The wall time as a number line. Equal steps are equal minutes on the clinic's clock. */
function lineUp(wall: Wall): number {
  return Date.parse(`${wall.length === 10 ? `${wall}T00:00:00` : wall}Z`)
}

function writeDown(line: number): Wall {
  return new Date(line).toISOString().slice(0, 19)
}

export const dayOf = (wall: Wall): Day => wall.slice(0, 10)

export const isDay = (text: unknown): text is Day =>
  typeof text === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(lineUp(text)) &&
  dayOf(writeDown(lineUp(text))) === text

export const addDays = (day: Day, count: number): Day =>
  dayOf(writeDown(lineUp(day) + count * 1440 * MINUTE))

export const addMinutes = (wall: Wall, count: number): Wall =>
  writeDown(lineUp(wall) + count * MINUTE)

export const minutesBetween = (from: Wall, to: Wall): number => (lineUp(to) - lineUp(from)) / MINUTE

/** Minutes since midnight of `day`; past midnight it goes on beyond 1440. */
export const minuteOf = (wall: Wall, day: Day = dayOf(wall)): number => minutesBetween(day, wall)

export const wallAt = (day: Day, minute: number): Wall => addMinutes(day, minute)

/** 0 is Monday. */
export const weekdayOf = (day: Day): number => (new Date(lineUp(day)).getUTCDay() + 6) % 7

/** An instant as the server writes it. */
export const instant = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

/** Where a day has two halves, "9:05 PM"; elsewhere "09:05", so that times stand under each other. */
export function clockOf(locale: string): Intl.DateTimeFormatOptions {
  const { hour12 } = formatter(locale, { hour: 'numeric' }).resolvedOptions()
  return hour12
    ? { hour: 'numeric', minute: '2-digit' }
    : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
}

export function formatWall(
  wall: Wall,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string {
  return formatter(locale, options).format(lineUp(wall))
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = locale + JSON.stringify(options)
  const known = formatters.get(name)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  formatters.set(name, made)
  return made
}
