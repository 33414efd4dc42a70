import { useCallback } from 'react'
import type { Appointment } from '@/features/appointments/api'
import { useOutbox } from '@/features/appointments/outbox'
import { visitIn } from '@/features/appointments/wish'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyDone, notifyFailed } from '@/ui/notify'

/** It waits in the line, and can be taken back while it does. */
export function useTellKept() {
  const t = useT()
  return useCallback(
    ({ id, patient }: Appointment) => {
      const { line, outbox } = useOutbox.getState()
      const intent = line.findLast(({ wish }) => visitIn(wish).id === id)
      if (!intent || !outbox) return
      const act = intent.wish.act === 'step' ? intent.wish.step.action : intent.wish.act
      const what = t(`calendar.conflict.act.${act}`, { patient: patient.name })
      const back = () =>
        void outbox.drop(intent).then(
          () => notifyDone(t('outbox.takenBack')),
          (error) => notifyFailed(sentence(error, t)),
        )
      notifyDone(
        t('outbox.kept', { what }),
        intent.tried ? undefined : { label: t('outbox.takeBack'), act: back },
        'kept',
      )
    },
    [t],
  )
}
