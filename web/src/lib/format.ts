import { useMemo } from 'react'
import { useLocale } from './i18n'
import { clockOf, type Day, formatWall, type Wall } from './wall'

type Money = { amount: number; currency: string }

function money(locale: string, { amount, currency }: Money): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount / 10 ** digits)
}

/** Only the first letter: in Portuguese, weekdays and months are written small within a sentence. */
export const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1)

function formats(locale: string) {
  const clock = clockOf(locale)
  const wall = (options: Intl.DateTimeFormatOptions) => (at: Wall | Day) =>
    formatWall(at, locale, options)
  return {
    time: wall(clock),
    /** A full one, at the edge of a day: "7 AM", "07:00". */
    hour: wall(clock.hourCycle ? clock : { hour: 'numeric' }),
    weekday: wall({ weekday: 'short' }),
    dayNumber: wall({ day: 'numeric' }),
    month: wall({ month: 'long', year: 'numeric' }),
    shortMonth: wall({ month: 'short' }),
    shortDate: wall({ day: 'numeric', month: 'short' }),
    day: wall({ weekday: 'short', day: 'numeric', month: 'short' }),
    longDay: wall({ weekday: 'long', day: 'numeric', month: 'long' }),
    fullDay: wall({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    dated: wall({ day: 'numeric', month: 'short', year: 'numeric' }),
    moment: wall({ day: 'numeric', month: 'short', ...clock }),
    list: (words: string[]) => new Intl.ListFormat(locale).format(words),
    money: (amount: Money) => money(locale, amount),
  }
}

export type Formats = ReturnType<typeof formats>

export function useFormats(): Formats {
  const locale = useLocale()
  return useMemo(() => formats(locale), [locale])
}
