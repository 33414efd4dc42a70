import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { appointment } from '@/api/queries'
import { fetched } from '@/app/fetched'
import { Cancelling } from '@/app/parts/cancelling'
import { Moving } from '@/app/parts/moving'
import { useAct } from '@/app/parts/use-act'
import type { Appointment } from '@/features/appointments/api'
import { VisitPanel } from '@/features/appointments/components/visit-panel'
import type { User } from '@/features/auth/api'
import { MessageList } from '@/features/messages/components/message-list'
import { patient } from '@/features/patients/api'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { Panel } from '@/ui/panel'
import { Side } from '@/ui/side'
import { Waiting } from '@/ui/waiting'

// The day is shown before anybody asks for what hangs on one visit.
const VisitMoney = fetched(() => import('@/app/parts/visit-money'), 'VisitMoney')
const FilesPanel = fetched(() => import('@/features/files/components/files-panel'), 'FilesPanel')

type Props = {
  id: string | undefined
  user: User
  today: Day
  /** As the day shows it, which may be all that is known of it. */
  known: Appointment | undefined
  onClose: () => void
}

type ContentsProps = Pick<Props, 'user' | 'known'> & { id: string } & Record<
    'onMove' | 'onCancel',
    Open
  >

function Contents({ id, user, known, onMove, onCancel }: ContentsProps) {
  const t = useT()
  const act = useAct()
  const mayResend = user.permissions.includes('messages.send')
  const { data: visit } = useQuery(appointment(id))
  const whom = visit?.patient.id ?? ''
  const { data: contact } = useQuery({ ...patient(whom), enabled: whom !== '' })
  return (
    <VisitPanel
      id={id}
      known={known}
      contact={contact}
      messages={<MessageList appointment={id} mayResend={mayResend} />}
      onAct={(which, action) => (action === 'cancel' ? onCancel(which) : act(which, action))}
      onMove={onMove}
    >
      {visit && (
        <Suspense fallback={<Waiting height={160} />}>
          <VisitMoney appointment={id} patient={whom} user={user} />
          {user.permissions.includes('files.read') && (
            <FilesPanel
              of={{ patient_id: whom, appointment_id: id }}
              side="staff"
              title={t('files.title')}
              level={3}
            />
          )}
        </Suspense>
      )}
    </VisitPanel>
  )
}

type Open = (appointment: Appointment) => void

export function VisitDrawer({ id, user, today, known, onClose }: Props) {
  const t = useT()
  const act = useAct()
  const [moving, setMoving] = useState<Appointment | null>(null)
  const [cancelling, setCancelling] = useState<Appointment | null>(null)
  const cancel = (reason: string) => {
    if (cancelling) act(cancelling, 'cancel', reason)
    setCancelling(null)
    onClose()
  }
  return (
    <>
      <Side opened={id !== undefined} onClose={onClose} size={440} title={t('staff.visit.title')}>
        <Panel key={id}>
          {id && (
            <Contents
              id={id}
              user={user}
              known={known}
              onMove={setMoving}
              onCancel={setCancelling}
            />
          )}
        </Panel>
      </Side>
      <Moving appointment={moving} user={user} today={today} onDone={() => setMoving(null)} />
      <Cancelling
        appointment={cancelling}
        side="staff"
        mayKnow={user.permissions.includes('payments.read')}
        words={{
          title: t('staff.cancel.title', { patient: cancelling?.patient.name }),
          text: t('staff.cancel.text'),
          reason: t('staff.cancel.reason'),
          yes: t('staff.cancel.yes'),
        }}
        onClose={() => setCancelling(null)}
        onCancel={cancel}
      />
    </>
  )
}
