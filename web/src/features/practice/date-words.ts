import { useFormats } from '@/lib/format'
import { useLocale, useT } from '@/lib/i18n'
import { writtenTime } from '@/lib/typed'
import type { DatedException } from './dates-api'

/** Which dates, and which part of them, in words. */
export function useDateWords() {
  const t = useT()
  const format = useFormats()
  const locale = useLocale()
  return ({ first_day, last_day, opens, closes }: DatedException) => {
    const [first, last] = [format.day(first_day), format.day(last_day)]
    const days = first_day === last_day ? first : t('practice.dates.onDays', { first, last })
    const part =
      opens && closes
        ? t('practice.dates.between', {
            from: writtenTime(opens, locale),
            until: writtenTime(closes, locale),
          })
        : t('practice.dates.whole')
    return { days, part, all: `${days}, ${part}` }
  }
}
