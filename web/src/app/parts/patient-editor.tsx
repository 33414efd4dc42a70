import { Modal } from '@mantine/core'
import {
  type NewPatient,
  type Patient,
  useChangePatient,
  useCreatePatient,
} from '@/features/patients/api'
import { PatientForm } from '@/features/patients/components/patient-form'
import { useT } from '@/lib/i18n'
import { notifyDone } from '@/ui/notify'

export type Editing = Patient | 'new' | null

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

type Props = { editing: Editing; locale: string; onDone: () => void }

/** Who a patient is, written for the first time or anew. Give it a key per patient. */
export function PatientEditor({ editing, locale, onDone }: Props) {
  const t = useT()
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
        locale={locale}
        label={t('app.save')}
        pending={pending}
        error={error}
        onSubmit={save}
        onCancel={onDone}
      />
    </Modal>
  )
}
