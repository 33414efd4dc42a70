import { Tabs, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PatientMoney } from '@/app/parts/patient-money'
import { useVisitNames } from '@/app/parts/visit-names'
import type { Appointment } from '@/features/appointments/api'
import type { User } from '@/features/auth/api'
import { FilesPanel } from '@/features/files/components/files-panel'
import { Preferences } from '@/features/messages/components/preferences'
import { WrittenList } from '@/features/messages/components/written-list'
import { useT } from '@/lib/i18n'
import { Panel } from '@/ui/panel'
import { revealAlong } from '@/ui/reveal'
import plain from '../plain-page.module.css'
import { KINDS, type Kind } from './moments'
import { Timeline } from './timeline'

const TABS = [
  ['timeline', null],
  ['files', 'files.read'],
  ['payments', 'payments.read'],
  ['messages', 'messages.read'],
  ['preferences', 'patients.write'],
] as const
type Tab = (typeof TABS)[number][0]

const needs: Record<Kind, string> = {
  visit: 'appointments.read',
  payment: 'payments.read',
  file: 'files.read',
  message: 'messages.read',
}

type Props = { patient: string; user: User; visits: readonly Appointment[] }

/** What there is of a patient; the address says which part is shown, and each may fail alone. */
export function PatientTabs({ patient, user, visits }: Props) {
  const t = useT()
  const { show, only } = useSearch({ from: '/staff/patients/$patient' })
  const navigate = useNavigate({ from: '/staff/patients/$patient' })
  const named = useVisitNames(visits)
  const may = (permission: string) => user.permissions.includes(permission)
  const tabs = TABS.filter(([, permission]) => !permission || may(permission)).map(([tab]) => tab)
  const shown = tabs.find((tab) => tab === show) ?? 'timeline'
  const panels: Record<Tab, () => ReactNode> = {
    timeline: () => (
      <Timeline
        patient={patient}
        kinds={KINDS.filter((kind) => may(needs[kind]))}
        only={KINDS.find((kind) => kind === only)}
        onOnly={(kind) => navigate({ search: kind ? { only: kind } : {}, replace: true })}
      />
    ),
    files: () => (
      <FilesPanel
        of={{ patient_id: patient }}
        side="staff"
        visits={named}
        title={t('files.title')}
      />
    ),
    payments: () => <PatientMoney patient={patient} user={user} />,
    messages: () => <WrittenList patient={patient} mayResend={may('messages.send')} />,
    preferences: () => (
      <>
        <Text c="dimmed" mb="sm">
          {t('people.preferencesText')}
        </Text>
        <Preferences patient={patient} />
      </>
    ),
  }
  return (
    <Tabs
      value={shown}
      onChange={(tab) => navigate({ search: tab && tab !== 'timeline' ? { show: tab } : {} })}
      keepMounted={false}
      radius={12}
    >
      <Tabs.List mb="md" className={plain.tabs ?? ''} aria-label={t('people.tabs.label')}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab} ref={tab === shown ? revealAlong : null}>
            {t(`people.tabs.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab} value={tab}>
          <Panel>{tab === shown && panels[tab]()}</Panel>
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
