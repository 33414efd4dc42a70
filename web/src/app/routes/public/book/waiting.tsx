import { Skeleton } from '@mantine/core'
import { PublicFrame } from '@/app/frames/public-frame'
import { useT } from '@/lib/i18n'
import classes from './book.module.css'

const CARDS = [0, 1, 2, 3, 4]

/** The first step before the clinic has said what it offers: the same lines in the same places. */
export function BookWaiting() {
  const t = useT()
  return (
    <PublicFrame>
      <title>{t('booking.title')}</title>
      <output className={classes.wizard} aria-busy aria-label={t('app.loading')}>
        <span className={classes.progress}>
          <Skeleton height={5} />
        </span>
        <span className={classes.step}>
          <Skeleton height={38} maw={380} />
          {CARDS.map((card) => (
            <Skeleton key={card} height={84} radius={16} />
          ))}
        </span>
      </output>
    </PublicFrame>
  )
}
