import { Loader, VisuallyHidden } from '@mantine/core'
import { IconClockExclamation, IconClockHeart } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { clockOf, spokenMinutes, useSecondsLeft } from '@/lib/seconds-left'
import type { Hold } from '../store'
import classes from './steps.module.css'

function Running({ until }: { until: number }) {
  const t = useT()
  const seconds = useSecondsLeft(until)
  const clock = clockOf(seconds)
  const count = spokenMinutes(seconds)
  if (seconds === 0)
    return (
      <output className={classes.clock} data-over>
        <IconClockExclamation size={20} aria-hidden /> {t('booking.expired')}
      </output>
    )
  return (
    <div className={classes.clock} data-soon={seconds < 60 || undefined}>
      <IconClockHeart size={20} aria-hidden />
      <span aria-hidden className="tabular">
        {t('booking.held', { clock })}
      </span>
      <VisuallyHidden role="status">{t('booking.heldSpoken', { count })}</VisuallyHidden>
    </div>
  )
}

/** How long the time stays kept. Only a few moments are spoken; a ticking reader helps nobody. */
export function HoldClock({ hold, pending }: { hold: Hold | null; pending: boolean }) {
  const t = useT()
  if (hold) return <Running until={hold.until} key={hold.id} />
  if (!pending) return null
  return (
    <output className={classes.clock}>
      <Loader size={16} aria-hidden /> {t('booking.holding')}
    </output>
  )
}
