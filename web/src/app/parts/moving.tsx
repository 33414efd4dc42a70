import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { providers } from '@/api/queries'
import { type Appointment, useMove } from '@/features/appointments/api'
import { MoveDialog } from '@/features/appointments/components/move-dialog'
import { useWhen } from '@/features/appointments/components/visit-when'
import { useConflicts } from '@/features/appointments/conflict'
import type { User } from '@/features/auth/api'
import { SlotPicker } from '@/features/slots/components/slot-picker'
import type { Slot } from '@/features/slots/days'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { type Day, dayOf } from '@/lib/wall'
import { notifyDone, notifyFailed } from '@/ui/notify'

type Props = { appointment: Appointment | null; user: User; today: Day; onDone: () => void }

/** Staff see what suits the patient; patients are known by their session. */
const whose = (user: User, { patient }: Appointment) =>
  user.role === 'patient' ? {} : { patient_id: patient.id }

function Picker({ appointment, user, today, onDone }: Props & { appointment: Appointment }) {
  const t = useT()
  const when = useWhen()
  const { mutate, isPending } = useMove()
  const { raise } = useConflicts.getState()
  const { data: people } = useQuery(providers(user.clinic.slug))
  const [slot, setSlot] = useState<Slot | null>(null)
  const [day, setDay] = useState(() => {
    const first = dayOf(appointment.starts_local)
    return first > today ? first : undefined
  })
  const move = () => {
    if (!slot) return
    const provider = people?.find(({ id }) => id === slot.provider_id) ?? appointment.provider
    const to = { ...slot, provider: { id: provider.id, name: provider.name } }
    const wish = { act: 'reschedule', move: { appointment, to } } as const
    mutate(
      { appointment, to },
      {
        onSuccess: (moved) => {
          notifyDone(t('portal.moved', { when: when(moved.starts_local) }))
          onDone()
        },
        onError: (error) => {
          if (user.role !== 'patient' && raise(error, wish)) onDone()
          else notifyFailed(sentence(error, t))
        },
      },
    )
  }
  const picker = (
    <SlotPicker
      seeking={{
        service_id: appointment.service.id,
        provider_id: appointment.provider.id,
        appointment_id: appointment.id,
        ...whose(user, appointment),
      }}
      today={today}
      day={day}
      onDay={setDay}
      chosen={slot?.starts_at ?? null}
      onMark={setSlot}
      onPick={setSlot}
    />
  )
  return (
    <MoveDialog
      appointment={appointment}
      target={slot?.starts_local}
      pending={isPending}
      picker={picker}
      onClose={onDone}
      onMove={move}
    />
  )
}

/** Another time with the same person. */
export function Moving({ appointment, ...rest }: Props) {
  return appointment && <Picker key={appointment.id} appointment={appointment} {...rest} />
}
