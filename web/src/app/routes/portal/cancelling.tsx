import { Cancelling } from '@/app/parts/cancelling'
import { type Appointment, useStep } from '@/features/appointments/api'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyDone, notifyFailed } from '@/ui/notify'

type Props = { appointment: Appointment | null; onDone: () => void }

export function CancellingMine({ appointment, onDone }: Props) {
  const t = useT()
  const { mutate } = useStep()
  const cancel = (reason: string, notAfter: string | undefined) => {
    if (!appointment) return
    mutate(
      { appointment, action: 'cancel', notAfter, ...(reason ? { reason } : {}) },
      {
        onSuccess: () => notifyDone(t('portal.cancelled')),
        onError: (error) => notifyFailed(sentence(error, t)),
      },
    )
    onDone()
  }
  return (
    <Cancelling
      appointment={appointment}
      side="patient"
      words={{
        title: t('portal.cancelTitle'),
        text: t('portal.cancelText'),
        reason: t('portal.cancelReason'),
        yes: t('portal.cancelYes'),
      }}
      onClose={onDone}
      onCancel={cancel}
    />
  )
}
