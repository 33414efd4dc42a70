import { Alert, Button } from '@mantine/core'
import { IconExternalLink, IconTestPipe } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useAgo } from '@/lib/ago'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { ProblemAlert } from '@/ui/problem-alert'
import { WaitingCard } from '@/ui/waiting'
import { account, useOnboarding } from '../office-api'
import classes from './payments.module.css'

const methods = ['card', 'pix', 'boleto'] as const

/** Whether the clinic can be paid, and what Stripe still wants to know of it. */
export function AccountPanel() {
  const t = useT()
  const ago = useAgo()
  const format = useFormats()
  const { data, error, isPending, refetch } = useQuery(account())
  const onboarding = useOnboarding()
  if (isPending) return <WaitingCard />
  if (!data) return <Failure error={error} onRetry={refetch} />
  const { connect, connected, test, charges_enabled, payouts_enabled, requirements } = data
  const yes = (is: boolean) => t(is ? 'payments.account.yes' : 'payments.account.no')
  const known = data.methods.map((each) =>
    t(`payments.method.${methods.find((one) => one === each) ?? 'other'}`),
  )
  return (
    <section className={classes.card}>
      <h2>{t('payments.account.title')}</h2>
      <p>{t(connect ? 'payments.account.connect' : 'payments.account.one')}</p>
      {test && (
        <Alert role="note" color="yellow" icon={<IconTestPipe aria-hidden />}>
          {t('payments.account.test')}
        </Alert>
      )}
      {connect && !connected && <p>{t('payments.account.none')}</p>}
      {(connected || !connect) && (
        <dl className={classes.facts}>
          <dt>{t('payments.account.charges')}</dt>
          <dd>{yes(charges_enabled)}</dd>
          <dt>{t('payments.account.payouts')}</dt>
          <dd>{yes(payouts_enabled)}</dd>
          <dt>{t('payments.account.methods')}</dt>
          <dd>{format.list(known)}</dd>
        </dl>
      )}
      {requirements.length > 0 && (
        <div>
          <h3>{t('payments.account.wants')}</h3>
          <ul>
            {requirements.map((each) => (
              <li key={each}>{each.replaceAll(/[._]/g, ' ')}</li>
            ))}
          </ul>
        </div>
      )}
      {data.heard_at && <p>{t('payments.account.heard', { ago: ago(data.heard_at) })}</p>}
      <ProblemAlert error={onboarding.error} />
      {connect && !(charges_enabled && payouts_enabled && requirements.length === 0) && (
        <div>
          <Button
            leftSection={<IconExternalLink size={18} aria-hidden />}
            loading={onboarding.isPending}
            onClick={() => onboarding.mutate()}
          >
            {t(connected ? 'payments.account.continue' : 'payments.account.begin')}
          </Button>
        </div>
      )}
    </section>
  )
}
