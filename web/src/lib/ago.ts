import { useMemo } from 'react'
import { useLocale } from './i18n'

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

function ago(format: Intl.RelativeTimeFormat, at: string, now: number): string {
  const seconds = Math.min(0, (Date.parse(at) - now) / 1000)
  for (const [unit, length] of units)
    if (-seconds >= length) return format.format(Math.ceil(seconds / length), unit)
  return format.format(0, 'second')
}

/** How long ago an instant was: needs no time zone, so it is right everywhere. */
export function useAgo(): (at: string) => string {
  const locale = useLocale()
  return useMemo(() => {
    const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    return (at: string) => ago(format, at, Date.now())
  }, [locale])
}
