import { Button, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Schema } from '@/api/client'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Step } from '../search'
import classes from './summary.module.css'

type Props = {
  clinic: string
  service: Schema['PublicService'] | undefined
  provider: string | undefined
  when: string | undefined
  onChange: (step: Step) => void
  children?: ReactNode
}
type LineProps = { term: string; value: string | undefined; onChange?: () => void }

function Line({ term, value, onChange }: LineProps) {
  const t = useT()
  return (
    <div className={classes.line} data-missing={!value || undefined}>
      <dt>{term}</dt>
      <dd>
        {value ?? t('booking.notYet')}
        {value && onChange && (
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.change}
            onClick={onChange}
            aria-label={t('booking.changeWhat', { what: value })}
          >
            {t('booking.change')}
          </Button>
        )}
      </dd>
    </div>
  )
}

/** What is paid when: most of it at the clinic, a deposit at once. */
function Price({ service: { price, terms } }: { service: Schema['PublicService'] }) {
  const t = useT()
  const format = useFormats()
  const now = terms?.deposit
  const later = { ...price, amount: price.amount - (now?.amount ?? 0) }
  return (
    <>
      {now && (
        <div className={classes.price}>
          <span>{t('booking.payNow')}</span>
          <strong>{format.money(now)}</strong>
        </div>
      )}
      {later.amount > 0 && (
        <div className={classes.price}>
          <span>{t('booking.payLater')}</span>
          <strong>{format.money(later)}</strong>
        </div>
      )}
    </>
  )
}

/** What has been chosen so far, each part one tap from being chosen anew. */
export function Summary({ clinic, service, provider, when, onChange, children }: Props) {
  const t = useT()
  const format = useFormats()
  const day = when && capital(format.longDay(when))
  return (
    <aside className={classes.card} aria-label={t('booking.summary')}>
      <Title order={2} className={classes.title}>
        {t('booking.summary')}
      </Title>
      <p className={classes.clinic}>{clinic}</p>
      <dl className={classes.lines}>
        <Line
          term={t('booking.service')}
          value={service?.name}
          onChange={() => onChange('service')}
        />
        <Line term={t('booking.provider')} value={provider} onChange={() => onChange('provider')} />
        <Line
          term={t('booking.when')}
          value={when && `${day}, ${format.time(when)}`}
          onChange={() => onChange('time')}
        />
      </dl>
      {service && <Price service={service} />}
      {children}
    </aside>
  )
}
