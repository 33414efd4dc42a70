import { Anchor, Button, Group, Text, Title } from '@mantine/core'
import { IconArrowsMove, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Schema } from '@/api/client'
import { appointment } from '@/api/queries'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { useNow } from '@/lib/now'
import { usePhone } from '@/lib/phones'
import { here } from '@/lib/server-clock'
import { mayAct, useUnsent } from '@/lib/unsent'
import { Failure } from '@/ui/failure'
import { StatusPill } from '@/ui/status'
import type { Appointment } from '../api'
import { type Action, actionsFrom, isMovable } from '../transitions'
import { ComingVisit } from './coming-visit'
import { History } from './history'
import classes from './visit-panel.module.css'
import { useWhen } from './visit-when'

type Detail = Schema['DetailedAppointment']
type Contact = { email: string | null; phone: string | null }
type Props = {
  id: string
  /** What the day knows of it already: without a network that is all there is. */
  known?: Appointment | undefined
  contact: Contact | undefined
  /** The messages about this visit; another feature's business. */
  messages: ReactNode
  /** What else belongs to this visit, in sections of their own. */
  children?: ReactNode
  onAct: (appointment: Appointment, action: Action) => void
  onMove: (appointment: Appointment) => void
}

function Person({ visit, contact }: { visit: Appointment; contact: Contact | undefined }) {
  const phoneOf = usePhone()
  return (
    <div className={classes.person}>
      <Title order={2}>
        <Link
          to="/staff/patients/$patient"
          params={{ patient: visit.patient.id }}
          className={classes.record}
        >
          {visit.patient.name}
          <IconChevronRight size={20} aria-hidden />
        </Link>
      </Title>
      {contact?.phone && (
        <Anchor href={`tel:${contact.phone}`} className="tabular">
          {phoneOf(contact.phone)}
        </Anchor>
      )}
      {contact?.email && <Anchor href={`mailto:${contact.email}`}>{contact.email}</Anchor>}
    </div>
  )
}

function Facts({ visit }: { visit: Appointment }) {
  const t = useT()
  const format = useFormats()
  const when = useWhen()
  const facts = [
    [t('staff.visit.when'), when(visit.starts_local)],
    [t('staff.visit.service'), visit.service.name],
    [t('staff.visit.provider'), visit.provider.name],
    [t('staff.visit.price'), format.money(visit.price)],
    [t('staff.visit.room'), visit.room?.name],
    [t('staff.visit.notes'), visit.notes],
  ].filter(([, value]) => value)
  return (
    <dl className={classes.facts}>
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Actions({
  visit,
  onAct,
  onMove,
}: { visit: Appointment } & Pick<Props, 'onAct' | 'onMove'>) {
  const t = useT()
  const now = useNow()
  const [first, ...others] = actionsFrom(visit.status, here(visit.starts_at) <= now)
  const pending = !mayAct(visit)
  const button = (action: Action, main: boolean) => (
    <Button
      key={action}
      size={main ? 'md' : 'sm'}
      fullWidth={main}
      variant={main ? 'filled' : action === 'cancel' ? 'subtle' : 'default'}
      {...(action === 'cancel' ? { color: 'guava' } : {})}
      disabled={pending}
      onClick={() => onAct(visit, action)}
    >
      {t(`staff.action.${action}`)}
    </Button>
  )
  return (
    <div className={classes.actions}>
      {first && button(first, first !== 'cancel')}
      <Group gap="xs">
        {isMovable(visit.status) && (
          <Button
            variant="default"
            size="sm"
            disabled={pending}
            leftSection={<IconArrowsMove size={16} aria-hidden />}
            onClick={() => onMove(visit)}
          >
            {t('staff.action.reschedule')}
          </Button>
        )}
        {others.map((action) => button(action, false))}
      </Group>
    </div>
  )
}

/** How it stands with the server, where that has not settled what was wished. */
function Standing({ visit }: { visit: Appointment }) {
  const t = useT()
  const mark = useUnsent((unsent) => unsent.marks[visit.id])
  return (
    <Group gap="xs">
      <StatusPill status={visit.status}>{t(`status.${visit.status}`)}</StatusPill>
      {mark && (
        <span className={classes.mark} data-mark={mark}>
          {t(`outbox.mark.${mark}`)}
        </span>
      )}
    </Group>
  )
}

/** What only the server can tell. */
function Past({ visit, messages }: { visit: Detail; messages: ReactNode }) {
  const t = useT()
  return (
    <>
      <section>
        <Title order={3} mb={8}>
          {t('staff.visit.messages')}
        </Title>
        {messages}
      </section>
      <section>
        <Title order={3} mb={8}>
          {t('staff.visit.history')}
        </Title>
        {visit.history.length > 0 ? <History items={visit.history} /> : <Text c="dimmed">–</Text>}
      </section>
    </>
  )
}

/** One visit: who, what, when, what can be done next, what was said and what happened. */
export function VisitPanel({ id, known, contact, messages, children, onAct, onMove }: Props) {
  const { data: told, error, isPending, refetch } = useQuery(appointment(id))
  const visit = told ?? (error ? known : undefined)
  if (isPending) return <ComingVisit />
  if (!visit) return <Failure error={error} onRetry={refetch} compact />
  return (
    <div className={classes.panel}>
      <Standing visit={visit} />
      <Person visit={visit} contact={contact} />
      <Actions visit={visit} onAct={onAct} onMove={onMove} />
      <Facts visit={visit} />
      {told ? children : <Failure error={error} onRetry={refetch} compact />}
      {told && <Past visit={told} messages={messages} />}
    </div>
  )
}
