import { useQuery } from '@tanstack/react-query'
import { capital } from '@/lib/format'
import { useLocale, useT } from '@/lib/i18n'
import { writtenTime } from '@/lib/typed'
import { addDays, type Day, formatWall, weekdayOf } from '@/lib/wall'
import { Failure } from '@/ui/failure'
import { WaitingList } from '@/ui/waiting'
import { openingHours } from '../api'
import classes from './place.module.css'

const A_MONDAY = '2030-01-07'
const WEEK = [0, 1, 2, 3, 4, 5, 6]

/** When somebody is there in a usual week, with today marked. Nothing where nobody knows. */
export function OpeningHours({ slug, today }: { slug: string; today: Day }) {
  const t = useT()
  const locale = useLocale()
  const { data, error, isPending, refetch } = useQuery(openingHours(slug))
  if (isPending) return <WaitingList rows={7} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  if (data.length === 0) return null
  const name = (day: number) =>
    capital(formatWall(addDays(A_MONDAY, day), locale, { weekday: 'long' }))
  const now = weekdayOf(today)
  const time = (text: string) => writtenTime(text, locale)
  const rows = WEEK.map((weekday) => ({
    weekday,
    spans: data.filter((each) => each.weekday === weekday),
  }))
  return (
    <section className={classes.section} aria-labelledby="hours">
      <h2 id="hours">{t('clinic.hours')}</h2>
      <dl className={classes.hours}>
        {rows.map(({ weekday, spans }) => (
          <div key={weekday} data-today={weekday === now || undefined}>
            <dt>
              {name(weekday)} {weekday === now && `(${t('clinic.today')})`}
            </dt>
            <dd data-closed={spans.length === 0 || undefined} className="tabular">
              {spans.map(({ opens, closes }) => `${time(opens)}–${time(closes)}`).join(', ') ||
                t('clinic.closed')}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
