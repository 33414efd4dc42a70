import { type Appointment, useStep } from '@/features/appointments/api'
import { useRebook } from '@/features/appointments/book'
import { useConflicts } from '@/features/appointments/conflict'
import type { Action } from '@/features/appointments/transitions'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { isGuess } from '@/lib/versions'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { useTellKept } from './outbox/kept'

/**
 * Takes a visit through its states, saying what happened and offering the way back where there is
 * one: a cancelled visit is booked again, whoever was given up for the day checks in after all.
 */
export function useAct() {
  const t = useT()
  const { mutate } = useStep()
  const rebook = useRebook()
  const tellKept = useTellKept()
  const fail = (error: Error) => notifyFailed(sentence(error, t))
  const again = (visit: Appointment) => ({
    label: t('staff.visit.bookAgain'),
    act: () =>
      rebook.mutate(visit, {
        onSuccess: () => notifyDone(t('staff.visit.rebooked')),
        onError: fail,
      }),
  })
  function wayBack(visit: Appointment, action: Action) {
    if (action === 'cancel') return again(visit)
    if (action === 'no-show')
      return { label: t('calendar.cameAfterAll'), act: () => take(visit, 'check-in') }
    return undefined
  }
  function take(appointment: Appointment, action: Action, reason?: string) {
    const step = { appointment, action, ...(reason ? { reason } : {}) }
    mutate(step, {
      onSuccess: (visit) => {
        useConflicts.getState().settle(visit.id)
        if (isGuess(visit)) return tellKept(visit)
        notifyDone(
          t(`staff.did.${action}`, { patient: visit.patient.name }),
          wayBack(visit, action),
        )
      },
      onError: (error) =>
        useConflicts.getState().raise(error, { act: 'step', step }) || fail(error),
    })
  }
  return take
}
