import { clockOf, type Day, formatWall, isDay } from './wall'

/** Days and times as people type them, read and written in a clinic's own way. Pure. */

type Part = 'day' | 'month' | 'year'
type Letters = Record<Part, string>

/** How much of a day must be there: `whole` has four digits for its year. */
type Much = 'whole' | 'some'

const partsOf = (locale: string) =>
  new Intl.DateTimeFormat(locale, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone: 'UTC',
  }).formatToParts(0)

const isPart = (type: string): type is Part => type === 'day' || type === 'month' || type === 'year'

const orderOf = (locale: string): Part[] =>
  partsOf(locale)
    .map(({ type }) => type)
    .filter(isPart)

export const monthComesFirst = (locale: string): boolean =>
  orderOf(locale).indexOf('month') < orderOf(locale).indexOf('day')

/** Where nothing is typed yet, `dd/mm/yyyy`. */
export const blankDay = (locale: string, letters: Letters): string =>
  partsOf(locale)
    .map(({ type, value }) => (isPart(type) ? letters[type] : value))
    .join('')

export const writtenDay = (day: Day, locale: string): string =>
  formatWall(day, locale, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    calendar: 'gregory',
    numberingSystem: 'latn',
  })

/** Digits without anything between them, cut where the clinic would put something. */
function cut(run: string, order: Part[]): string[] {
  let at = 0
  return order.map((part) => {
    const length = part === 'year' ? run.length - 4 : 2
    at += length
    return run.slice(at - length, at)
  })
}

/** Two digits of a year are of this century, unless that would be later than `latest`. */
function fullYear(year: string, latest: Day | undefined): number {
  const full = Number(year) + (year.length === 2 ? 2000 : 0)
  return year.length === 2 && latest && full > Number(latest.slice(0, 4)) ? full - 100 : full
}

/** The day that is meant, or null: what browsers fill in and what is pasted is read in any clinic. */
export function readDay(text: string, locale: string, much: Much, latest?: Day): Day | null {
  const meant = text.trim()
  if (isDay(text.trim())) return meant
  if (!/^\d[\d\s./-]*$/.test(meant)) return null
  const order = orderOf(locale)
  const found = meant.match(/\d+/g) ?? []
  const [run = ''] = found
  const numbers = found.length === 1 && /^(\d{6}|\d{8})$/.test(run) ? cut(run, order) : found
  if (numbers.length !== 3) return null
  const said = (part: Part) => numbers[order.indexOf(part)] ?? ''
  const year = said('year')
  if (year.length !== 4 && (much === 'whole' || year.length !== 2)) return null
  const two = (part: Part) => said(part).padStart(2, '0')
  const day = `${fullYear(year, latest)}-${two('month')}-${two('day')}`
  return isDay(day) ? day : null
}

export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** Also "24:00", at which a day may end; what is no time is left as it is. */
export function writtenTime(time: string, locale: string): string {
  const clock = clockOf(locale)
  const isEnd = time === '24:00' && !clock.hourCycle
  return isTime(time) || isEnd ? formatWall(`2000-01-01T${time}:00`, locale, clock) : time
}

const TIME = /^(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?\s*h?\s*(?:([ap])\.?\s*m?\.?)?$/i

/** "HH:MM", or null. Nobody has to type more than they would say: 9, 930, 14h30, 2 pm. */
export function readTime(text: string): string | null {
  const [, hours = '', minutes = '00', half] = TIME.exec(text.trim()) ?? []
  const hour = Number(hours)
  const inHalf = hour >= 1 && hour <= 12
  if (hours === '' || (half && !inHalf)) return null
  const afternoon = half?.toLowerCase() === 'p' ? 12 : 0
  const full = half ? (hour % 12) + afternoon : hour % 24
  const time = `${String(full).padStart(2, '0')}:${minutes}`
  return hour <= 24 && (hour < 24 || minutes === '00') && isTime(time) ? time : null
}

export const minutesOf = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

/** "HH:MM" of so many minutes since midnight; 1440 is "24:00". */
export const timeAt = (minutes: number): string => {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

export const laterTime = (time: string, minutes: number): string =>
  timeAt((minutesOf(time) + minutes + 1440) % 1440)

const legibles = new Map<string, string>()

/** A field must be able to read what it writes; where it cannot, days and times are written as here. */
export function legible(locale: string): string {
  const known = legibles.get(locale)
  if (known) return known
  const day = readDay(writtenDay('2026-02-03', locale), locale, 'whole')
  const time = readTime(writtenTime('21:05', locale))
  const own = day === '2026-02-03' && time === '21:05' ? locale : 'en-GB'
  legibles.set(locale, own)
  return own
}
