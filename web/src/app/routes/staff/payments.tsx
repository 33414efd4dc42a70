import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { clinic } from '@/api/queries'
import { AccountPanel } from '@/features/payments/components/account-panel'
import { LedgerView } from '@/features/payments/components/ledger-view'
import { Papers } from '@/features/payments/components/papers'
import { PaymentLog } from '@/features/payments/components/payment-log'
import { TermsSettings } from '@/features/payments/components/terms-settings'
import { useT } from '@/lib/i18n'
import { Panel } from '@/ui/panel'
import { revealAlong } from '@/ui/reveal'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const staff = getRouteApi('/staff')
const route = getRouteApi('/staff/payments')

const TABS = [
  ['payments', 'payments.read'],
  ['ledger', 'payments.report'],
  ['reports', 'payments.report'],
  ['terms', 'payments.manage'],
  ['account', 'payments.manage'],
] as const
type Tab = (typeof TABS)[number][0]

/** The clinic's money: for the desk what was paid, for the office the books and the terms. */
export function PaymentsPage() {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { show } = route.useSearch()
  const navigate = useNavigate({ from: '/staff/payments' })
  const { data: place } = useQuery(clinic(user.clinic.slug))
  const may = (permission: string) => user.permissions.includes(permission)
  const tabs = TABS.filter(([, needs]) => may(needs)).map(([tab]) => tab)
  const shown = tabs.find((tab) => tab === show) ?? 'payments'
  const panels: Record<Tab, ReactNode> = {
    payments: (
      <PaymentLog
        mayRefund={may('payments.refund')}
        whose={({ patient: { id, name } }) =>
          may('patients.read') ? (
            <Link to="/staff/patients/$patient" params={{ patient: id }}>
              {name}
            </Link>
          ) : (
            name
          )
        }
      />
    ),
    ledger: <LedgerView mayReconcile={may('payments.manage')} />,
    reports: place && <Papers today={place.today} />,
    terms: <TermsSettings />,
    account: <AccountPanel />,
  }
  return (
    <div className={classes.page}>
      <title>{t('payments.title')}</title>
      <StepHeading focus={false}>{t('payments.title')}</StepHeading>
      <p className={classes.lead}>{t('payments.lead')}</p>
      <Tabs
        value={shown}
        onChange={(tab) => navigate({ search: tab && tab !== 'payments' ? { show: tab } : {} })}
        keepMounted={false}
        radius={12}
      >
        <Tabs.List mb="md" className={classes.tabs ?? ''}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab} ref={tab === shown ? revealAlong : null}>
              {t(`payments.list.tabs.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Panel key={tab} value={tab}>
            <Panel>{panels[tab]}</Panel>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  )
}
