import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { type Editing, PatientEditor } from '@/app/parts/patient-editor'
import { ofPatient } from '@/features/appointments/api'
import { PatientList } from '@/features/patients/components/patient-list'
import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const staff = getRouteApi('/staff')
const route = getRouteApi('/staff/patients')

/** The page and the visits of whoever is pointed at; the record itself is in the list already. */
function usePrepare() {
  const client = useQueryClient()
  const router = useRouter()
  return ({ id }: { id: string }) => {
    client.prefetchQuery(ofPatient(id))
    router.preloadRoute({ to: '/staff/patients/$patient', params: { patient: id } })
  }
}

export function PatientsPage() {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { q = '' } = route.useSearch()
  const navigate = useNavigate({ from: '/staff/patients' })
  const prepare = usePrepare()
  const [editing, setEditing] = useState<Editing>(null)
  const find = useDebouncedCallback((text: string) => {
    navigate({ search: text.trim() ? { q: text.trim() } : {}, replace: true })
  }, 220)
  const create = (
    <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setEditing('new')}>
      {t('staff.patients.new')}
    </Button>
  )
  return (
    <div className={classes.page}>
      <title>{t('staff.patients.title')}</title>
      <div className={classes.head}>
        <StepHeading focus={false}>{t('staff.patients.title')}</StepHeading>
        {create}
      </div>
      <TextInput
        type="search"
        aria-label={t('staff.patients.search')}
        placeholder={t('staff.book.patientHint')}
        leftSection={<IconSearch size={18} aria-hidden />}
        defaultValue={q}
        onChange={(event) => find(event.currentTarget.value)}
      />
      <div>
        <PatientList
          q={q}
          begin={create}
          onIntent={prepare}
          onOpen={({ id }) => navigate({ to: '/staff/patients/$patient', params: { patient: id } })}
        />
      </div>
      <PatientEditor
        key={editing ? 'new' : 'none'}
        editing={editing}
        locale={user.clinic.locale}
        onDone={() => setEditing(null)}
      />
    </div>
  )
}
