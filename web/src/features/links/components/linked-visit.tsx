import { cityOf } from '@/lib/elsewhere'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Followed } from '../api'
import classes from './linked-visit.module.css'

type Props = {
  visit: Followed['appointment']
  /** Where nothing else on the page says whose clock it is. */
  zone?: string | undefined
}

/** The visit as the patient has it in mind: when, what, with whom, on whose clock. */
export function LinkedVisit({ visit, zone }: Props) {
  const t = useT()
  const format = useFormats()
  const { starts_local, service, provider, status } = visit
  const over = status === 'cancelled'
  return (
    <div className={classes.visit} data-over={over || undefined}>
      <p className={classes.time}>{format.time(starts_local)}</p>
      <p className={classes.day}>{capital(format.fullDay(starts_local))}</p>
      <p className={classes.what}>
        {service.name} · {t('with', { name: provider.name })}
      </p>
      {zone && <p className={classes.zone}>{t('times.zone', { zone: cityOf(zone) })}</p>}
    </div>
  )
}
