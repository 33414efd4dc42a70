import type { Schema } from '@/api/client'
import type { Seeking } from '@/api/queries'
import { TimeStep } from '@/features/booking/components/time-step'
import { type Slot, useDraft } from '@/features/booking/store'
import { SlotPicker } from '@/features/slots/components/slot-picker'
import { dayOf } from '@/lib/wall'
import type { BookData } from './page'
import { useGo } from './wizard'

type Props = { data: BookData; service: Schema['PublicService'] }

/** What to ask for: the own hold must not hide the time it keeps. */
export function seekingOf(
  { slug, choices }: BookData,
  service_id: string,
  hold_id: string | undefined,
): Seeking {
  return {
    clinic: slug,
    service_id,
    ...(choices.with && choices.with !== 'any' ? { provider_id: choices.with } : {}),
    ...(hold_id ? { hold_id } : {}),
  }
}

/** The chosen time, in the draft so that the next step shows it at once, and in the address. */
export function usePickSlot({ choices }: BookData) {
  const go = useGo()
  const pick = useDraft((draft) => draft.pick)
  return (slot: Slot, replace = false) => {
    pick(slot)
    const day = dayOf(slot.starts_local)
    go({ ...choices, day, at: slot.starts_at, by: slot.provider_id }, replace)
  }
}

export function ChooseTime({ data, service }: Props) {
  const go = useGo()
  const pick = usePickSlot(data)
  const hold = useDraft((draft) => draft.hold)
  const { choices, clinic, names } = data
  return (
    <TimeStep
      onChoose={(slot) => pick(slot)}
      picker={(picker) => (
        <SlotPicker
          seeking={seekingOf(data, service.id, hold?.id)}
          today={clinic.today}
          day={choices.day}
          onDay={(day) => go({ ...choices, day }, true)}
          {...(choices.with === 'any' ? { names } : {})}
          {...picker}
        />
      )}
    />
  )
}
