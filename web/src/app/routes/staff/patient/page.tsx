import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { clinic } from '@/api/queries'
import { ofPatient } from '@/features/appointments/api'
import { type Patient, usePatient } from '@/features/patients/api'
import { Notes } from '@/features/patients/components/notes'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { BackLink } from '@/ui/links'
import { Panel } from '@/ui/panel'
import { Head } from './head'
import { NextVisit } from './next-visit'
import classes from './patient.module.css'
import { PatientTabs } from './tabs'

const staff = getRouteApi('/staff')
const route = getRouteApi('/staff/patients/$patient')

function Waiting() {
  const t = useT()
  return (
    <output className={classes.parts} aria-label={t('app.loading')}>
      <Skeleton height={94} className={classes.wide ?? ''} />
      <Skeleton height={420} radius={20} />
      <Skeleton height={320} radius={20} />
    </output>
  )
}

function Contents({ person }: { person: Patient }) {
  const { user } = staff.useRouteContext()
  const visits = useQuery(ofPatient(person.id))
  const { data: place } = useQuery(clinic(user.clinic.slug))
  return (
    <div className={classes.parts}>
      <title>{person.name}</title>
      <Head person={person} locale={user.clinic.locale} today={place?.today} />
      <aside className={classes.aside}>
        <Panel>
          <NextVisit patient={person} user={user} visits={visits} today={place?.today} />
        </Panel>
        <Panel>
          <Notes patient={person} />
        </Panel>
      </aside>
      <div className={classes.main}>
        <PatientTabs patient={person.id} user={user} visits={visits.data ?? []} />
      </div>
    </div>
  )
}

/** Everything of one patient: who they are, when they come, what has been. */
export function PatientPage() {
  const t = useT()
  const { patient: id } = route.useParams()
  const person = usePatient(id)
  return (
    <div className={classes.page}>
      <div>
        <BackLink to="/staff/patients">{t('staff.patients.all')}</BackLink>
      </div>
      {person.isPending && <Waiting />}
      {person.isError && !person.data && (
        <Failure error={person.error} onRetry={person.refetch} level={1} />
      )}
      {/* Another patient is another page: no draft of one is ever seen at another. */}
      {person.data && <Contents key={id} person={person.data} />}
    </div>
  )
}
