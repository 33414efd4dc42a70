import { useMemo } from 'react'
import { useLocale } from '@/lib/i18n'
import { addDays, formatWall } from '@/lib/wall'

const A_MONDAY = '2030-01-07'

/** What the days of a week are called; 0 is Monday. */
export function useDayNames() {
  const locale = useLocale()
  return useMemo(() => {
    const named = (weekday: 'long' | 'narrow') => (day: number) =>
      formatWall(addDays(A_MONDAY, day), locale, { weekday })
    return { long: named('long'), narrow: named('narrow') }
  }, [locale])
}
