import { Anchor, Button, Skeleton } from '@mantine/core'
import { IconArrowLeft, IconEdit } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { type Editing, PatientEditor } from '@/app/parts/patient-editor'
import { PatientMoney } from '@/app/parts/patient-money'
import { useVisitNames } from '@/app/parts/visit-names'
import { type Appointment, ofPatient } from '@/features/appointments/api'
import { VisitList } from '@/features/appointments/components/visit-list'
import { FilesPanel } from '@/features/files/components/files-panel'
import { type Patient, patient } from '@/features/patients/api'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Face } from '@/ui/face'
import { Failure } from '@/ui/failure'
import { LinkButton } from '@/ui/links'
import { StepHeading } from '@/ui/step-heading'
import classes from './patient.module.css'

const staff = getRouteApi('/staff')
const route = getRouteApi('/staff/patients/$patient')

function Head({ person, onEdit }: { person: Patient; onEdit: () => void }) {
  const t = useT()
  const format = useFormats()
  return (
    <header className={classes.head}>
      <Face name={person.name} size={64} />
      <div className={classes.who}>
        <StepHeading focus={false}>{person.name}</StepHeading>
        <div className={classes.contact}>
          {person.phone && (
            <Anchor href={`tel:${person.phone}`} className="tabular">
              {format.phone(person.phone)}
            </Anchor>
          )}
          {person.email && <Anchor href={`mailto:${person.email}`}>{person.email}</Anchor>}
        </div>
      </div>
      <Button variant="default" leftSection={<IconEdit size={18} aria-hidden />} onClick={onEdit}>
        {t('staff.patients.edit')}
      </Button>
    </header>
  )
}

function Contents({ person, visits }: { person: Patient; visits: Appointment[] }) {
  const t = useT()
  const { user } = staff.useRouteContext()
  const named = useVisitNames(visits)
  const [editing, setEditing] = useState<Editing>(null)
  return (
    <>
      <title>{person.name}</title>
      <Head person={person} onEdit={() => setEditing(person)} />
      {user.permissions.includes('files.read') && (
        <FilesPanel
          of={{ patient_id: person.id }}
          side="staff"
          visits={named}
          title={t('files.title')}
        />
      )}
      <PatientMoney patient={person.id} user={user} />
      <VisitList title={t('staff.patients.visits')} appointments={[...visits].reverse()} />
      <PatientEditor
        key={editing ? person.id : 'none'}
        editing={editing}
        locale={user.clinic.locale}
        onDone={() => setEditing(null)}
      />
    </>
  )
}

/** Everything of one patient: who they are, their files, their visits. */
export function PatientPage() {
  const t = useT()
  const { patient: id } = route.useParams()
  const person = useQuery(patient(id))
  const visits = useQuery(ofPatient(id))
  return (
    <div className={classes.page}>
      <div>
        <LinkButton
          to="/staff/patients"
          variant="subtle"
          leftSection={<IconArrowLeft size={18} aria-hidden />}
        >
          {t('staff.patients.all')}
        </LinkButton>
      </div>
      {person.isPending && <Skeleton height={320} radius={20} />}
      {person.isError && !person.data && <Failure error={person.error} onRetry={person.refetch} />}
      {person.data && <Contents person={person.data} visits={visits.data ?? []} />}
    </div>
  )
}
