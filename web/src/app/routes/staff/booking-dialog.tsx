import { usePrefetchQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { providers, services } from '@/api/queries'
import { useBookFor, type Wish } from '@/features/appointments/book'
import { BookForPatient } from '@/features/appointments/components/book-for-patient'
import type { User } from '@/features/auth/api'
import { useCreatePatient } from '@/features/patients/api'
import { PatientForm } from '@/features/patients/components/patient-form'
import { PatientPicker, type Picked } from '@/features/patients/components/patient-picker'
import { useFormats } from '@/lib/format'
import { useHere } from '@/lib/here'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import type { Day } from '@/lib/wall'
import { Dialog } from '@/ui/dialog'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { BookingRefused } from './booking-refused'

/** What was clicked; nothing of it is certain yet. */
export type Booking = { day?: Day; provider?: string; minute?: number }
type Props = { booking: Booking | null; day: Day; user: User; onDone: () => void }

type NewProps = { name: string; locale: string; onMade: (who: Picked) => void; onBack: () => void }

function NewPatient({ name, locale, onMade, onBack }: NewProps) {
  const t = useT()
  const create = useCreatePatient()
  return (
    <PatientForm
      name={name}
      locale={locale}
      label={t('app.save')}
      pending={create.isPending}
      error={create.error}
      onSubmit={(patient) => create.mutate(patient, { onSuccess: onMade })}
      onCancel={onBack}
    />
  )
}

/** What comes in the place of what had the focus takes it where a dialog would begin. */
const begin = (part: HTMLElement | null) =>
  part?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true })

type ContentsProps = Props & {
  booking: Booking
  book: ReturnType<typeof useBookFor>
  /** Of the dialog itself: what is in one that stepped aside has no effects. */
  here: ReturnType<typeof useHere>
}

function Contents({ booking, day, user, book, here, onDone }: ContentsProps) {
  const t = useT()
  const format = useFormats()
  const [patient, setPatient] = useState<Picked | null>(null)
  const [newName, setNewName] = useState<string | null>(null)
  const { data: offered } = useQuery(services(user.clinic.slug))
  const { data: people } = useQuery(providers(user.clinic.slug))
  const submit = (wish: Wish) =>
    void book.mutateAsync(wish).then(
      ({ patient: { name }, starts_local }) => {
        notifyDone(t('staff.book.booked', { patient: name, time: format.time(starts_local) }))
        if (here.current) onDone()
      },
      // Whoever is still here has the form before them again.
      (error) => {
        if (here.current) return
        const { name } = wish.patient
        notifyFailed(t('staff.book.notBooked', { patient: name, why: sentence(error, t) }))
      },
    )
  if (newName !== null)
    return (
      <div key="new" ref={begin}>
        <NewPatient
          name={newName}
          locale={user.clinic.locale}
          onBack={() => setNewName(null)}
          onMade={({ id, name }) => {
            setPatient({ id, name })
            setNewName(null)
          }}
        />
      </div>
    )
  if (!offered || !people) return null
  return (
    <div key="book" ref={begin}>
      <BookForPatient
        day={booking.day ?? day}
        provider={booking.provider ?? people[0]?.id}
        minute={booking.minute}
        services={offered}
        providers={people}
        patient={patient}
        picker={<PatientPicker picked={patient} onPick={setPatient} onNew={setNewName} />}
        pending={book.isPending}
        problem={
          <BookingRefused
            error={book.error}
            wish={book.variables}
            user={user}
            pending={book.isPending}
            onBook={submit}
            onDrop={book.reset}
          />
        }
        onBook={submit}
        onCancel={onDone}
      />
    </div>
  )
}

/**
 * It steps aside as soon as it was sent, for the calendar shows the visit at once; and it is there
 * again, as it was, when the answer is no.
 */
export function BookingDialog({ booking, ...rest }: Props) {
  const t = useT()
  const book = useBookFor()
  const here = useHere()
  usePrefetchQuery(services(rest.user.clinic.slug))
  usePrefetchQuery(providers(rest.user.clinic.slug))
  const onDone = () => {
    book.reset()
    rest.onDone()
  }
  return (
    <Dialog
      opened={booking !== null && !book.isPending}
      onClose={onDone}
      title={t('staff.book.title')}
      keepMounted
    >
      {booking && <Contents booking={booking} book={book} here={here} {...rest} onDone={onDone} />}
    </Dialog>
  )
}
