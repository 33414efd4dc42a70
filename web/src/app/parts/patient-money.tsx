import { Stack, Title } from '@mantine/core'
import type { User } from '@/features/auth/api'
import { CardList } from '@/features/payments/components/card-list'
import { PaymentList } from '@/features/payments/components/payment-list'
import { RefundButton } from '@/features/payments/components/refund-dialog'
import { useT } from '@/lib/i18n'

type Props = { patient: string; user: User }

/** A patient's payments and kept cards, for those of the staff who may see them. */
export function PatientMoney({ patient, user }: Props) {
  const t = useT()
  const may = (permission: string) => user.permissions.includes(permission)
  if (!may('payments.read')) return null
  return (
    <Stack gap="xl">
      <section>
        <Title order={2} mb="sm">
          {t('payments.title')}
        </Title>
        <PaymentList
          of={{ patient_id: patient }}
          none={t('payments.desk.none')}
          acts={(payment) => may('payments.refund') && <RefundButton payment={payment} />}
        />
      </section>
      <section>
        <Title order={2} mb="sm">
          {t('payments.cards.title')}
        </Title>
        <Stack>
          <CardList patient={patient} mayRemove={may('payments.pay')} />
        </Stack>
      </section>
    </Stack>
  )
}
