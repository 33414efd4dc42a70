import { Button, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import type { Appointment } from '../api'
import { useWhen } from './visit-when'

type Props = {
  appointment: Appointment | null
  target: string | undefined
  pending: boolean
  picker: ReactNode
  onClose: () => void
  onMove: () => void
}

/** Another time for a visit; where it is now stays in sight. */
export function MoveDialog({ appointment, target, pending, picker, onClose, onMove }: Props) {
  const t = useT()
  const when = useWhen()
  const format = useFormats()
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  return (
    <Dialog
      opened={appointment !== null}
      onClose={onClose}
      title={t('portal.moveTitle')}
      size="lg"
      fullScreen={phone}
      radius={phone ? 0 : 20}
    >
      {appointment && (
        <Stack>
          <Text c="dimmed">{t('portal.moveNow', { when: when(appointment.starts_local) })}</Text>
          {picker}
          {target && (
            <Button size="lg" px="md" loading={pending} onClick={onMove}>
              {t('portal.moveTo', { when: `${format.day(target)}, ${format.time(target)}` })}
            </Button>
          )}
        </Stack>
      )}
    </Dialog>
  )
}
