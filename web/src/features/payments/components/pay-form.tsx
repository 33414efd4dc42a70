import { Alert, Checkbox, Loader, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { hasCode } from '@/lib/errors'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { begun, type Dues } from '../api'
import type { Outcome } from '../judging'
import classes from './payments.module.css'

/** Stripe's loader comes with it, and only with it. */
const CardFields = lazy(() => import('./card-fields').then((m) => ({ default: m.CardFields })))

type Props = { appointment: string; owed: Dues; onSent: () => void; onAsk: () => void }

const over = ['too_late_to_pay', 'nothing_due', 'payment_underway'] as const

/** Asks the server for what is to be paid, and the patient for a card. */
export function PayForm({ appointment, owed, onSent, onAsk }: Props) {
  const t = useT()
  const format = useFormats()
  const [keep, setKeep] = useState(false)
  const [stale, setStale] = useState(false)
  const { data, error, isPending, refetch } = useQuery(
    begun({ appointment_id: appointment, keep_card: keep }),
  )
  const fees = owed.terms?.late_cancel_fee || owed.terms?.no_show_fee
  const again = async () => {
    onAsk()
    await refetch()
  }
  const judged = ({ kind }: Outcome) => {
    if (kind === 'sent') onSent()
    if (kind !== 'stale') return
    setStale(true)
    again()
  }
  if (hasCode(error, ...over)) return <Loader aria-label={t('app.loading')} />
  if (error) return <Failure error={error} onRetry={again} compact />
  return (
    <div className={classes.form}>
      {stale && (
        <Alert color="lagoon" icon={<IconInfoCircle aria-hidden />} role="status">
          {t('payments.said.stale')}
        </Alert>
      )}
      {fees && (
        <Checkbox
          checked={keep}
          onChange={(event) => setKeep(event.currentTarget.checked)}
          label={t('payments.pay.keep')}
          description={owed.consent}
        />
      )}
      {isPending && <Loader aria-label={t('payments.pay.loading')} />}
      {data && (
        <Suspense fallback={<Loader aria-label={t('payments.pay.loading')} />}>
          <CardFields
            key={data.client_secret}
            opening={data}
            test={data.test}
            label={t('payments.pay.submit', { amount: format.money(data) })}
            act={(form) => form.confirm()}
            onOutcome={judged}
            onAsk={again}
          />
        </Suspense>
      )}
      {data && !data.script_url && (
        <Text size="sm" c="dimmed">
          {t('payments.pay.safe')}
        </Text>
      )}
    </div>
  )
}
