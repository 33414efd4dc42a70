import { DatePicker, type DayOfWeek } from '@mantine/dates'
import '@mantine/dates/styles.css'
import 'dayjs/locale/en-gb'
import 'dayjs/locale/pt-br'
import { useLanguage, useLocale, useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'

type Props = {
  day: Day | null
  onDay: (day: Day | null) => void
  earliest?: Day | undefined
  latest?: Day | undefined
  years?: boolean | undefined
}

type Week = { firstDay: number }

/** Not every browser knows with which day the weeks of a place begin. */
function firstWeekday(locale: string): DayOfWeek {
  const place: Intl.Locale & { getWeekInfo?: () => Week } = new Intl.Locale(locale)
  const usual = /^pt|-(US|CA)$/.test(locale) ? 0 : 1
  return ((place.getWeekInfo?.().firstDay ?? usual) % 7) as DayOfWeek
}

/** Carried only by those who open it. */
export function Month({ day, onDay, earliest, latest, years }: Props) {
  const t = useT()
  const language = useLanguage()
  const locale = useLocale()
  return (
    <DatePicker
      __stopPropagation
      value={day}
      {...(day && { defaultDate: day })}
      {...(earliest && { minDate: earliest })}
      {...(latest && { maxDate: latest })}
      defaultLevel={years ? 'decade' : 'month'}
      ariaLabels={{
        previousMonth: t('dates.previousMonth'),
        nextMonth: t('dates.nextMonth'),
        previousYear: t('dates.previousYear'),
        nextYear: t('dates.nextYear'),
        previousDecade: t('dates.previousDecade'),
        nextDecade: t('dates.nextDecade'),
      }}
      onChange={onDay}
      locale={language === 'en' ? 'en-gb' : 'pt-br'}
      firstDayOfWeek={firstWeekday(locale)}
    />
  )
}
