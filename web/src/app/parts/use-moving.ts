import { useCallback } from 'react'
import { type Appointment, type Move, useMove } from '@/features/appointments/api'
import { useConflicts } from '@/features/appointments/conflict'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { isGuess } from '@/lib/versions'
import { dayOf } from '@/lib/wall'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { useTellKept } from './outbox/kept'

const whereIs = ({ starts_at, starts_local, provider }: Appointment): Move['to'] => ({
  starts_at,
  starts_local,
  provider,
})

/** Staff move a visit: the way back stands in the message, and a refusal waits for a decision. */
export function useMoving() {
  const t = useT()
  const format = useFormats()
  const { mutate, isPending } = useMove()
  const tellKept = useTellKept()
  const move = useCallback(
    (appointment: Appointment, to: Move['to']) => {
      const { raise, settle } = useConflicts.getState()
      const failed = (wish: Move) => (error: Error) => {
        if (!raise(error, { act: 'reschedule', move: wish }))
          notifyFailed(t('staff.move.failed', { why: sentence(error, t) }))
      }
      const undo = (moved: Appointment) => {
        const back = { appointment: moved, to: whereIs(appointment) }
        mutate(back, {
          onSuccess: (there) =>
            isGuess(there) ? tellKept(there) : notifyDone(t('staff.move.undone')),
          onError: failed(back),
        })
      }
      const elsewhen = dayOf(to.starts_local) !== dayOf(appointment.starts_local)
      const words = {
        patient: appointment.patient.name,
        time: (elsewhen ? format.moment : format.time)(to.starts_local),
        provider: to.provider.name,
      }
      const wish = { appointment, to }
      mutate(wish, {
        onSuccess: (moved) => {
          settle(moved.id)
          if (isGuess(moved)) return tellKept(moved)
          notifyDone(t('staff.move.moved', words), { label: t('app.undo'), act: () => undo(moved) })
        },
        onError: failed(wish),
      })
    },
    [mutate, t, format, tellKept],
  )
  return { move, pending: isPending }
}
