import { IconCalendarEvent, IconCash, IconFile } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { channelIcons } from '@/features/messages/components/message-line'
import { PaymentState } from '@/features/payments/components/payment-state'
import { useAgo } from '@/lib/ago'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { dayOf } from '@/lib/wall'
import { StatusPill } from '@/ui/status'
import { instantOf, type Moment } from './moments'
import classes from './timeline.module.css'

const ICON = { size: 20, stroke: 1.7, 'aria-hidden': true } as const

type RowProps = {
  kind: Moment['kind']
  icon: ReactNode
  when: string
  what: ReactNode
  detail: ReactNode
  end?: ReactNode
}

function Row({ kind, icon, when, what, detail, end }: RowProps) {
  return (
    <article className={classes.moment} data-kind={kind}>
      <span className={classes.mark}>{icon}</span>
      <div className={classes.words}>
        <strong>{what}</strong>
        <span>{detail}</span>
      </div>
      <span className={classes.when}>{when}</span>
      <span className={classes.end}>{end}</span>
    </article>
  )
}

type Props = { moment: Moment; patient: string }

function VisitRow({ visit }: Extract<Moment, { kind: 'visit' }>) {
  const t = useT()
  const format = useFormats()
  const { starts_local, service, provider, status } = visit
  return (
    <Row
      kind="visit"
      icon={<IconCalendarEvent {...ICON} />}
      when={`${capital(format.dated(starts_local))}, ${format.time(starts_local)}`}
      what={
        <Link to="/staff" search={{ day: dayOf(starts_local), visit: visit.id }}>
          {service.name}
        </Link>
      }
      detail={t('with', { name: provider.name })}
      end={<StatusPill status={status}>{t(`status.${status}`)}</StatusPill>}
    />
  )
}

/** One thing that happened, on one line where there is room. */
export function MomentRow({ moment, patient }: Props) {
  const t = useT()
  const ago = useAgo()
  const format = useFormats()
  if (moment.kind === 'visit') return <VisitRow {...moment} />
  const when = ago(new Date(instantOf(moment)).toISOString())
  const to = { to: '/staff/patients/$patient', params: { patient } } as const
  if (moment.kind === 'payment') {
    const { payment } = moment
    return (
      <Row
        kind="payment"
        icon={<IconCash {...ICON} />}
        when={when}
        what={
          <Link {...to} search={{ show: 'payments' }}>
            {t(`payments.purpose.${payment.purpose}`)}
          </Link>
        }
        detail={<span className="tabular">{format.money(payment)}</span>}
        end={<PaymentState payment={payment} />}
      />
    )
  }
  if (moment.kind === 'file') {
    const { name, kind, created_by } = moment.file
    return (
      <Row
        kind="file"
        icon={<IconFile {...ICON} />}
        when={when}
        what={
          <Link {...to} search={{ show: 'files' }}>
            {name}
          </Link>
        }
        detail={`${t(`files.kind.${kind}`)} · ${created_by.name}`}
      />
    )
  }
  const { subject, body, channel, state } = moment.message
  const Icon = channelIcons[channel]
  return (
    <Row
      kind="message"
      icon={<Icon {...ICON} />}
      when={when}
      what={
        <Link {...to} search={{ show: 'messages' }}>
          {subject || body}
        </Link>
      }
      detail={`${t(`staff.messages.channel.${channel}`)} · ${t(`staff.messages.state.${state}`)}`}
    />
  )
}
