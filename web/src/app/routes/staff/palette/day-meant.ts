import { monthComesFirst } from '@/lib/typed'
import { addDays, type Day, isDay, minutesBetween, weekdayOf } from '@/lib/wall'
import { plain } from './plain'

/** In both languages, whichever is on the screen: people type what comes to mind. */
const relative: Record<string, number> = {
  today: 0,
  hoje: 0,
  tomorrow: 1,
  amanha: 1,
  yesterday: -1,
  ontem: -1,
}
const weekdays = [
  ['monday', 'segunda'],
  ['tuesday', 'terca'],
  ['wednesday', 'quarta'],
  ['thursday', 'quinta'],
  ['friday', 'sexta'],
  ['saturday', 'sabado'],
  ['sunday', 'domingo'],
] as const
const months = [
  ['jan'],
  ['feb', 'fev'],
  ['mar'],
  ['apr', 'abr'],
  ['may', 'mai'],
  ['jun'],
  ['jul'],
  ['aug', 'ago'],
  ['sep', 'set'],
  ['oct', 'out'],
  ['nov'],
  ['dec', 'dez'],
] as const

/** A date without its year is this year's, unless that has been gone for long. */
const GONE = 120

const two = (text: string | number) => String(text).padStart(2, '0')

function dated(today: Day, day: string, month: number, year: string | undefined): Day | null {
  const full = year?.length === 2 ? `20${year}` : year
  const made = `${full ?? today.slice(0, 4)}-${two(month)}-${two(day)}`
  if (!isDay(made)) return null
  const past = minutesBetween(made, today) / 1440
  if (full || past <= GONE) return made
  return dated(today, day, month, String(Number(today.slice(0, 4)) + 1))
}

function weekday(text: string, today: Day): Day | null {
  const wanted = weekdays.findIndex((names) =>
    names.some((name) => text.length >= 3 && name.startsWith(text.replace(/-feira$/, ''))),
  )
  if (wanted < 0) return null
  return addDays(today, (wanted - weekdayOf(today) + 7) % 7 || 7)
}

/**
 * Which day somebody means who types "tomorrow", "sexta", "12 dec" or "3/4", of which the clinic's
 * locale says which is the month; null where none.
 */
export function dayMeant(typed: string, today: Day, locale: string): Day | null {
  const text = plain(typed)
  const away = relative[text]
  if (away !== undefined) return addDays(today, away)
  if (isDay(text)) return text
  const named = /^(\d{1,2})(?:st|nd|rd|th|o)? ?(?:de )?([a-z]{3,9})\.?(?: (?:de )?(\d{4}))?$/.exec(
    text,
  )
  if (named) {
    const [, day = '', word = '', year] = named
    const month = months.findIndex((names) => names.some((name) => word.startsWith(name)))
    return month < 0 ? null : dated(today, day, month + 1, year)
  }
  const numbers = /^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2}|\d{4}))?$/.exec(text)
  if (numbers) {
    const [, one = '', other = '', year] = numbers
    const [day, month] = monthComesFirst(locale) ? [other, one] : [one, other]
    return dated(today, day, Number(month), year)
  }
  return weekday(text, today)
}
