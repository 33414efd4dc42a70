import { Title } from '@mantine/core'
import type { User } from '@/features/auth/api'
import { MoneyPanel } from '@/features/payments/components/money-panel'
import { useT } from '@/lib/i18n'
import { Panel } from '@/ui/panel'

type Props = { appointment: string; patient: string; user: User }

/** What was agreed and paid for a visit, for those of the staff who may see it. */
export function VisitMoney({ appointment, patient, user }: Props) {
  const t = useT()
  if (!user.permissions.includes('payments.read')) return null
  return (
    <section>
      <Title order={3} mb={8}>
        {t('payments.desk.title')}
      </Title>
      <Panel>
        <MoneyPanel
          appointment={appointment}
          patient={patient}
          permissions={user.permissions}
          link={`${location.origin}/portal/pay/${appointment}`}
        />
      </Panel>
    </section>
  )
}
