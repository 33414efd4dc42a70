import { Button, Group, Loader, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Schema } from '@/api/client'
import { touch } from '@/api/touched'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { StepHeading } from '@/ui/step-heading'
import { type Dues, dues } from '../api'
import { useLate, useStanding } from '../use-standing'
import { PayClock } from './pay-clock'
import { PayForm } from './pay-form'
import classes from './payments.module.css'

type Visit = Pick<Schema['Appointment'], 'id' | 'status' | 'pay_by' | 'service' | 'starts_local'>
type Props = {
  visit: Visit
  /** When the time to pay is over: the ways on, which only the app knows. */
  again: ReactNode
  /** When there is nothing to pay. */
  settled: ReactNode
  /** The way on once it is paid. */
  onward: ReactNode
}

type ToldProps = { words: 'over' | 'returned' | 'processing' | 'paid'; children?: ReactNode }

function Told({ words, children }: ToldProps) {
  const t = useT()
  return (
    <section className={classes.step}>
      <StepHeading>{t(`payments.pay.${words}`)}</StepHeading>
      <Text c="dimmed" role="status">
        {t(`payments.pay.${words}Text`)}
      </Text>
      {children && <Group>{children}</Group>}
    </section>
  )
}

function Waiting({ long, onAsk }: { long: boolean; onAsk: () => void }) {
  const t = useT()
  return (
    <div className={classes.waiting}>
      <Loader aria-hidden />
      <Text role="status">{t(long ? 'payments.pay.waitingLong' : 'payments.pay.waiting')}</Text>
      {long && (
        <Button variant="default" onClick={onAsk}>
          {t('payments.pay.again')}
        </Button>
      )}
    </div>
  )
}

function Open({ visit, owed }: { visit: Visit; owed: Dues }) {
  const t = useT()
  const format = useFormats()
  const client = useQueryClient()
  const [sent, setSent] = useState(0)
  const unpaid = visit.status === 'pending_payment'
  const long = useLate(sent ? sent + 20_000 : null)
  const purpose = owed.purposes[0]
  const ask = () => touch(client, 'payments.paid')
  return (
    <section className={classes.step}>
      <div>
        <StepHeading>{t(unpaid ? 'payments.pay.title' : 'payments.pay.titleDue')}</StepHeading>
        {unpaid && (
          <Text c="dimmed" mt={6}>
            {t('payments.pay.lead')}
          </Text>
        )}
      </div>
      {unpaid && visit.pay_by && !sent && <PayClock payBy={visit.pay_by} />}
      {owed.due && purpose && (
        <div className={classes.amount}>
          <span>
            {t(`payments.purpose.${purpose}`)}
            <small>
              {visit.service.name}, {format.moment(visit.starts_local)}
            </small>
          </span>
          <strong>{format.money(owed.due)}</strong>
        </div>
      )}
      {sent > 0 && <Waiting long={long} onAsk={() => setSent(0)} />}
      <div hidden={sent > 0}>
        <PayForm
          appointment={visit.id}
          owed={owed}
          onSent={() => {
            setSent(Date.now())
            ask()
          }}
          onAsk={ask}
        />
      </div>
    </section>
  )
}

/** More has been paid than when this was opened: here or in another window. */
function Standing({ visit, owed, again, settled, onward }: Props & { owed: Dues }) {
  const t = useT()
  const [before] = useState(owed.paid.amount)
  const { standing, error, refetch } = useStanding(visit, owed)
  if (error) return <Failure error={error} onRetry={refetch} compact />
  if (!standing) return <Loader aria-label={t('app.loading')} />
  if (standing === 'over') return <Told words="over">{again}</Told>
  if (standing === 'returned') return <Told words="returned">{again}</Told>
  if (standing === 'processing') return <Told words="processing" />
  if (owed.paid.amount > before) return <Told words="paid">{onward}</Told>
  return standing === 'settled' ? settled : <Open visit={visit} owed={owed} />
}

/** Paying for one visit, until the server says that it is paid or that it is too late. */
export function PayStep(props: Props) {
  const t = useT()
  const { data, isError, error, refetch } = useQuery(dues(props.visit.id))
  if (data) return <Standing {...props} owed={data} />
  if (isError) return <Failure error={error} onRetry={refetch} compact />
  return <Loader aria-label={t('app.loading')} />
}
