import { Alert } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useBegunOn } from '@/lib/draft'
import { useT } from '@/lib/i18n'
import { Behind } from '@/ui/behind'
import { Failure } from '@/ui/failure'
import { notifyDone } from '@/ui/notify'
import { WaitingCard } from '@/ui/waiting'
import { type Settings, settings, useChangeSettings } from '../office-api'
import classes from './payments.module.css'
import { PolicyForm } from './policy-form'
import { ServiceTerms } from './service-terms'

const termsOf = ({ version: _, ready: __, ...terms }: Settings) => terms

function ClinicTerms({ told }: { told: Settings }) {
  const t = useT()
  const { mutate, isPending, error, reset } = useChangeSettings()
  const begun = useBegunOn(told, termsOf)
  const onSuccess = (now: Settings) => {
    begun.saved(now)
    notifyDone(t('payments.policy.saved'))
  }
  return (
    <section className={classes.card}>
      <h2>{t('payments.policy.title')}</h2>
      <p>{t('payments.policy.text')}</p>
      <PolicyForm
        key={begun.base.version}
        policy={begun.base}
        currency={told.currency}
        pending={isPending}
        error={error}
        behind={begun.behind && <Behind typed={begun} onDecide={reset} />}
        onTouch={begun.touch}
        onSubmit={(policy) => mutate({ ...policy, expected_version: begun.version }, { onSuccess })}
      />
    </section>
  )
}

/** What the clinic asks of whoever books, in general and for single services. */
export function TermsSettings() {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(settings())
  if (isPending) return <WaitingCard fields={5} />
  if (!data) return <Failure error={error} onRetry={refetch} />
  return (
    <div className={classes.page}>
      {!data.ready && (
        <Alert role="note" color="lagoon" icon={<IconInfoCircle aria-hidden />}>
          {t(data.on ? 'payments.policy.notReady' : 'payments.policy.off')}
        </Alert>
      )}
      <ClinicTerms told={data} />
      <ServiceTerms usual={data} />
    </div>
  )
}
