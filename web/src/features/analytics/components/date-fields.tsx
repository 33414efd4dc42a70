import { DatePickerInput } from '@mantine/dates'
import '@mantine/dates/styles.css'
import 'dayjs/locale/en-gb'
import 'dayjs/locale/pt-br'
import { useLanguage, useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import type { Period } from '../period'
import classes from './analytics.module.css'

type Props = { period: Period; onPeriod: (period: Period) => void }

const inOrder = (one: Day, other: Day): Period =>
  one > other ? { from: other, to: one } : { from: one, to: other }

/** Two days of one's own, in whichever order they are chosen. */
export function DateFields({ period, onPeriod }: Props) {
  const t = useT()
  const language = useLanguage()
  const usual = {
    locale: language === 'en' ? 'en-gb' : 'pt-br',
    firstDayOfWeek: language === 'en' ? 1 : 0,
    size: 'md',
    radius: 12,
    valueFormat: 'DD/MM/YYYY',
  } as const
  return (
    <div className={classes.dates}>
      <DatePickerInput
        {...usual}
        aria-label={t('analytics.from')}
        value={period.from}
        onChange={(from) => from && onPeriod(inOrder(from, period.to))}
      />
      <DatePickerInput
        {...usual}
        aria-label={t('analytics.to')}
        value={period.to}
        onChange={(to) => to && onPeriod(inOrder(period.from, to))}
      />
    </div>
  )
}
