import { VisuallyHidden } from '@mantine/core'
import { IconClockDollar } from '@tabler/icons-react'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { clockOf, spokenMinutes, useSecondsLeft } from '@/lib/seconds-left'
import { here } from '@/lib/server-clock'
import classes from './payments.module.css'

/** How long the time is kept while its deposit is being paid, by the server's clock. */
export function PayClock({ payBy }: { payBy: string }) {
  const t = useT()
  const [until] = useState(() => here(payBy))
  const seconds = useSecondsLeft(until)
  return (
    <div className={classes.clock} data-soon={seconds < 60 || undefined}>
      <IconClockDollar size={20} aria-hidden />
      <span aria-hidden className="tabular">
        {t('payments.pay.clock', { clock: clockOf(seconds) })}
      </span>
      <VisuallyHidden role="status">
        {t('payments.pay.clockSpoken', { count: spokenMinutes(seconds) })}
      </VisuallyHidden>
    </div>
  )
}
