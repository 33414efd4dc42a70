import { type Appointment, useStep } from '@/features/appointments/api'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyDone, notifyFailed } from '@/ui/notify'

export function useConfirm() {
  const t = useT()
  const { mutate } = useStep()
  return (appointment: Appointment) =>
    mutate(
      { appointment, action: 'confirm' },
      {
        onSuccess: () => notifyDone(t('portal.confirmed')),
        onError: (error) => notifyFailed(sentence(error, t)),
      },
    )
}
