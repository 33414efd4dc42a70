import { Button, CopyButton, Group, Skeleton } from '@mantine/core'
import { IconCheck, IconCreditCardPay, IconLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { cards, type Dues, dues, useCharge } from '../api'
import { PaymentList } from './payment-list'
import classes from './payments.module.css'
import { RefundButton } from './refund-dialog'

type Props = {
  appointment: string
  patient: string
  permissions: readonly string[]
  /** Where the patient pays. */
  link: string
}

function Agreed({ owed }: { owed: Dues }) {
  const t = useT()
  const format = useFormats()
  const { terms, paid, due } = owed
  const facts: [string, string | null | undefined][] = [
    [t('payments.desk.deposit'), terms?.deposit && format.money(terms.deposit)],
    [
      t('payments.desk.window'),
      terms && t('payments.desk.hours', { count: terms.cancellation_hours }),
    ],
    [t('payments.desk.late'), terms?.late_cancel_fee && format.money(terms.late_cancel_fee)],
    [t('payments.desk.noShow'), terms?.no_show_fee && format.money(terms.no_show_fee)],
    [t('payments.desk.paid'), format.money(paid)],
    [t('payments.desk.due'), due ? format.money(due) : t('payments.desk.settled')],
  ]
  return (
    <dl className={classes.facts}>
      {facts.map(([term, value]) => (
        <div key={term} hidden={!value}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function ChargeButton({
  owed,
  appointment,
  patient,
}: { owed: Dues } & Pick<Props, 'appointment' | 'patient'>) {
  const t = useT()
  const format = useFormats()
  const [asked, ask] = useState(false)
  const { data: kept = [] } = useQuery(cards(patient))
  const { mutate, isPending } = useCharge(appointment)
  const purpose = owed.purposes[0]
  if (!owed.due || !purpose || kept.length === 0) return null
  const amount = format.money(owed.due)
  const charge = () => {
    ask(false)
    mutate(purpose, {
      onSuccess: ({ status }) =>
        status === 'pending'
          ? notifyFailed(t('payments.desk.chargedOpen'))
          : notifyDone(t('payments.desk.charged')),
      onError: (error) => notifyFailed(sentence(error, t)),
    })
  }
  return (
    <>
      <Button
        size="sm"
        variant="light"
        loading={isPending}
        leftSection={<IconCreditCardPay size={18} aria-hidden />}
        onClick={() => ask(true)}
      >
        {t('payments.desk.charge', { amount })}
      </Button>
      <ConfirmDialog
        opened={asked}
        title={t('payments.desk.chargeTitle')}
        text={t('payments.desk.chargeText', { amount, purpose: t(`payments.purpose.${purpose}`) })}
        yes={t('payments.desk.chargeYes')}
        onYes={charge}
        onClose={() => ask(false)}
      />
    </>
  )
}

function LinkButton({ link }: { link: string }) {
  const t = useT()
  return (
    <CopyButton value={link}>
      {({ copied, copy }) => (
        <Button
          size="sm"
          variant="default"
          title={t('payments.desk.linkHint')}
          leftSection={
            copied ? <IconCheck size={18} aria-hidden /> : <IconLink size={18} aria-hidden />
          }
          onClick={copy}
        >
          {copied ? t('payments.desk.linkCopied') : t('payments.desk.link')}
        </Button>
      )}
    </CopyButton>
  )
}

/** The money of one visit: what was agreed, what came, what is due, and what can be done. */
export function MoneyPanel({ appointment, patient, permissions, link }: Props) {
  const t = useT()
  const { data: owed, error, isPending, refetch } = useQuery(dues(appointment))
  if (isPending) return <Skeleton height={96} />
  if (!owed) return <Failure error={error} onRetry={refetch} compact />
  const may = (permission: string) => permissions.includes(permission)
  return (
    <div className={classes.page}>
      <Agreed owed={owed} />
      {owed.due && owed.payable && (
        <Group gap="xs">
          {may('payments.take') && (
            <ChargeButton owed={owed} appointment={appointment} patient={patient} />
          )}
          <LinkButton link={link} />
        </Group>
      )}
      <PaymentList
        of={{ appointment_id: appointment }}
        none={t('payments.desk.none')}
        acts={(payment) => may('payments.refund') && <RefundButton payment={payment} />}
      />
    </div>
  )
}
