import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Schema } from '@/api/client'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { ProblemAlert } from '@/ui/problem-alert'
import { useMoveByLink } from '../api'

type Slot = Schema['Slot']
type Picking = {
  chosen: string | null
  onMark: (slot: Slot | null) => void
  onPick: (slot: Slot) => void
}
type Props = { token: string; picker: (picking: Picking) => ReactNode }

/** Another time; which are free is another feature's business. */
export function MoveByLink({ token, picker }: Props) {
  const t = useT()
  const format = useFormats()
  const { mutate, isPending, error } = useMoveByLink(token)
  const [slot, setSlot] = useState<Slot | null>(null)
  const when = slot && `${format.day(slot.starts_local)}, ${format.time(slot.starts_local)}`
  return (
    <>
      {picker({ chosen: slot?.starts_at ?? null, onMark: setSlot, onPick: setSlot })}
      <ProblemAlert error={error} />
      {slot && (
        <Button size="lg" loading={isPending} onClick={() => mutate(slot)}>
          {t('portal.moveTo', { when })}
        </Button>
      )}
    </>
  )
}
