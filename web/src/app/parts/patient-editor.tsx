import {
  type Details,
  detailsOf,
  type Patient,
  useChangePatient,
  useCreatePatient,
} from '@/features/patients/api'
import { PatientForm } from '@/features/patients/components/patient-form'
import { useHere } from '@/lib/here'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { Dialog } from '@/ui/dialog'
import { notifyDone, notifyFailed } from '@/ui/notify'

export type Editing = Patient | 'new' | null

function useSave(editing: Editing, onDone: () => void) {
  const t = useT()
  const create = useCreatePatient()
  const change = useChangePatient()
  const { mutateAsync } = change
  const here = useHere()
  const saved = (offer?: Parameters<typeof notifyDone>[1]) => {
    notifyDone(t('staff.patients.saved'), offer)
    onDone()
  }
  /** Also after the page has been left: only the promise outlives it. */
  const back = (now: Patient, was: Patient) =>
    mutateAsync({ was: now, change: detailsOf(was) }).then(
      () => notifyDone(t('staff.patients.undone')),
      (error) => notifyFailed(sentence(error, t)),
    )
  const save = (details: Details) => {
    if (!editing || editing === 'new') return create.mutate(details, { onSuccess: () => saved() })
    const undo = (now: Patient) => ({ label: t('app.undo'), act: () => void back(now, editing) })
    const { name } = editing
    void mutateAsync({ was: editing, change: details }).then(
      (now) => saved(undo(now)),
      // Whoever is still here has the form before them again.
      (error) => {
        if (here.current) return
        notifyFailed(t('staff.patients.notSaved', { name, why: sentence(error, t) }))
      },
    )
  }
  return {
    save,
    pending: create.isPending || change.isPending,
    underway: change.isPending,
    error: create.error ?? change.error,
  }
}

type Props = { editing: Editing; locale: string; onDone: () => void }

/** Who a patient is, written for the first time or anew. Give it a key per patient. */
export function PatientEditor({ editing, locale, onDone }: Props) {
  const t = useT()
  const { save, pending, underway, error } = useSave(editing, onDone)
  return (
    <Dialog
      // What was written is shown where it belongs; the form is there again if it is refused.
      opened={editing !== null && !underway}
      keepMounted
      onClose={onDone}
      title={t(editing === 'new' ? 'staff.patients.new' : 'staff.patients.edit')}
    >
      {editing && (
        <PatientForm
          {...(editing === 'new' ? {} : { patient: editing })}
          locale={locale}
          label={t('app.save')}
          pending={pending}
          error={error}
          onSubmit={save}
          onCancel={onDone}
        />
      )}
    </Dialog>
  )
}
