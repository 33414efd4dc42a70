import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { services } from '@/api/queries'
import { CardList } from '@/features/payments/components/card-list'
import { KeepCardButton } from '@/features/payments/components/keep-card'
import { PaymentList } from '@/features/payments/components/payment-list'
import { useT } from '@/lib/i18n'
import { Panel } from '@/ui/panel'
import { StepHeading } from '@/ui/step-heading'
import { PayLink } from './pay-link'
import classes from './portal.module.css'

const route = getRouteApi('/portal')

/** What was paid, with receipts, and which cards are kept. */
export function MoneyPage() {
  const t = useT()
  const { user } = route.useRouteContext()
  const { data: offered = [] } = useQuery(services(user.clinic.slug))
  // A clinic that takes no payments has no terms to agree to.
  const takesPayments = offered.some(({ terms }) => terms !== null)
  return (
    <>
      <title>{`${t('payments.mine.title')} · ${user.clinic.name}`}</title>
      <StepHeading focus={false}>{t('payments.mine.title')}</StepHeading>
      <Panel>
        <div>
          <PaymentList
            none={t('payments.mine.none')}
            acts={({ status, appointment_id }) =>
              status === 'pending' && <PayLink appointment={appointment_id} />
            }
          />
        </div>
      </Panel>
      <section aria-labelledby="cards">
        <h2 id="cards" className={classes.subtitle}>
          {t('payments.cards.title')}
        </h2>
        <Panel>
          <Stack align="start">
            <CardList patient={null} mayRemove />
            {takesPayments && <KeepCardButton />}
          </Stack>
        </Panel>
      </section>
    </>
  )
}
