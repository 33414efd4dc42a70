import { IconClockPin } from '@tabler/icons-react'
import { cityIfElsewhere } from '@/lib/elsewhere'
import { useT } from '@/lib/i18n'
import classes from './clinic-clock.module.css'

/** For who looks from another zone: every time on the page is the clinic's. */
export function ClinicClock({ zone }: { zone: string }) {
  const t = useT()
  const city = cityIfElsewhere(zone, new Date().toISOString())
  if (!city) return null
  const words = t('times.zone', { zone: city })
  return (
    <aside className={classes.clock} aria-label={words}>
      <IconClockPin size={16} stroke={1.8} aria-hidden />
      {words}
    </aside>
  )
}
