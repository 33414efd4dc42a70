import { Alert, Button, Group, Text } from '@mantine/core'
import { IconClockX } from '@tabler/icons-react'
import { hasCode } from '@/lib/errors'
import { useFormats } from '@/lib/format'
import { type T, useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import type { Slot } from '../store'

export type Refusal = { title: string; text: string; free: readonly Slot[] }

export function taken(t: T, free: readonly Slot[]): Refusal {
  const text = free.length > 0 ? t('booking.lostText') : t('booking.lostNone')
  return { title: t('booking.lost'), text, free }
}

/** What a failed hold or booking means for the chosen time; null when it says nothing about it. */
export function refusalOf(error: unknown, t: T): Refusal | null {
  if (hasCode(error, 'slot_taken')) return taken(t, error.problem.alternatives ?? [])
  if (hasCode(error, 'patient_busy', 'not_offered'))
    return { title: t('booking.refused'), text: sentence(error, t), free: [] }
  return null
}

type Props = {
  refusal: Refusal
  names: ReadonlyMap<string, string>
  onPick: (slot: Slot) => void
  onOthers: () => void
}

/** The chosen time cannot be had: why, and what is free instead, one tap away. */
export function LostSlot({ refusal, names, onPick, onOthers }: Props) {
  const t = useT()
  const format = useFormats()
  return (
    <Alert role="alert" color="guava" icon={<IconClockX aria-hidden />} title={refusal.title}>
      <Text size="sm">{refusal.text}</Text>
      <Group gap="xs" mt="sm">
        {refusal.free.slice(0, 6).map((slot) => {
          const when = `${format.day(slot.starts_local)}, ${format.time(slot.starts_local)}`
          const name = names.get(slot.provider_id)
          return (
            <Button
              key={slot.starts_at + slot.provider_id}
              variant="default"
              onClick={() => onPick(slot)}
              aria-label={name ? t('times.timeWith', { time: when, name }) : when}
            >
              {when}
            </Button>
          )
        })}
        <Button variant="subtle" color="guava" onClick={onOthers}>
          {t('booking.otherTimes')}
        </Button>
      </Group>
    </Alert>
  )
}
