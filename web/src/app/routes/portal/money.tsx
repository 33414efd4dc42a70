import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { services } from '@/api/queries'
import { CardList } from '@/features/payments/components/card-list'
import { KeepCardButton } from '@/features/payments/components/keep-card'
import { PaymentList } from '@/features/payments/components/payment-list'
import { useT } from '@/lib/i18n'
import { LinkButton } from '@/ui/links'
import classes from './portal.module.css'

/** The way to the page where one visit is paid. */
export function PayLink({ appointment }: { appointment: string }) {
  const t = useT()
  return (
    <LinkButton to="/portal/pay/$appointment" params={{ appointment }} size="sm">
      {t('payments.mine.payNow')}
    </LinkButton>
  )
}

/** What was paid, with receipts, and which cards are kept. */
export function Money({ slug }: { slug: string }) {
  const t = useT()
  const { data: offered = [] } = useQuery(services(slug))
  // A clinic that takes no payments has no terms to agree to.
  const takesPayments = offered.some(({ terms }) => terms !== null)
  return (
    <>
      <section aria-labelledby="payments">
        <h2 id="payments" className={classes.subtitle}>
          {t('payments.mine.title')}
        </h2>
        <PaymentList
          none={t('payments.mine.none')}
          acts={({ status, appointment_id }) =>
            status === 'pending' && <PayLink appointment={appointment_id} />
          }
        />
      </section>
      <section aria-labelledby="cards">
        <h2 id="cards" className={classes.subtitle}>
          {t('payments.cards.title')}
        </h2>
        <Stack align="start">
          <CardList patient={null} mayRemove />
          {takesPayments && <KeepCardButton />}
        </Stack>
      </section>
    </>
  )
}
