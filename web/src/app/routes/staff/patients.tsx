import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type NewPatient,
  type Patient,
  useChangePatient,
  useCreatePatient,
} from '@/features/patients/api'
import { PatientForm } from '@/features/patients/components/patient-form'
import { PatientList } from '@/features/patients/components/patient-list'
import { useT } from '@/lib/i18n'
import { notifyDone } from '@/ui/notify'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const staff = getRouteApi('/staff')
const route = getRouteApi('/staff/patients')

type Editing = Patient | 'new' | null

function useSave(editing: Editing, onDone: () => void) {
  const t = useT()
  const create = useCreatePatient()
  const change = useChangePatient()
  const done = {
    onSuccess: () => {
      notifyDone(t('staff.patients.saved'))
      onDone()
    },
  }
  const save = (patient: NewPatient) =>
    editing && editing !== 'new'
      ? change.mutate({ ...patient, id: editing.id, version: editing.version }, done)
      : create.mutate(patient, done)
  return {
    save,
    pending: create.isPending || change.isPending,
    error: create.error ?? change.error,
  }
}

function Editor({ editing, onDone }: { editing: Editing; onDone: () => void }) {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { save, pending, error } = useSave(editing, onDone)
  return (
    <Modal
      opened={editing !== null}
      onClose={onDone}
      title={t(editing === 'new' ? 'staff.patients.new' : 'staff.patients.edit')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <PatientForm
        {...(editing && editing !== 'new' ? { patient: editing } : {})}
        locale={user.clinic.locale}
        label={t('app.save')}
        pending={pending}
        error={error}
        onSubmit={save}
        onCancel={onDone}
      />
    </Modal>
  )
}

export function PatientsPage() {
  const t = useT()
  const { q = '' } = route.useSearch()
  const navigate = useNavigate({ from: '/staff/patients' })
  const [editing, setEditing] = useState<Editing>(null)
  const find = useDebouncedCallback((text: string) => {
    navigate({ search: text.trim() ? { q: text.trim() } : {}, replace: true })
  }, 220)
  return (
    <div className={classes.page}>
      <title>{t('staff.patients.title')}</title>
      <div className={classes.head}>
        <StepHeading focus={false}>{t('staff.patients.title')}</StepHeading>
        <Button
          leftSection={<IconUserPlus size={18} aria-hidden />}
          onClick={() => setEditing('new')}
        >
          {t('staff.patients.new')}
        </Button>
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
        <PatientList q={q} onOpen={setEditing} />
      </div>
      <Editor
        key={editing === null || editing === 'new' ? editing : editing.id}
        editing={editing}
        onDone={() => setEditing(null)}
      />
    </div>
  )
}
