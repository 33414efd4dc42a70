import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import type { Slot } from '../store'
import { Onward } from './onward'

type Picker = {
  chosen: string | null
  onMark: (slot: Slot | null) => void
  onPick: (slot: Slot) => void
}
type Props = { onChoose: (slot: Slot) => void; picker: (picker: Picker) => ReactNode }

export function TimeStep({ onChoose, picker }: Props) {
  const t = useT()
  const format = useFormats()
  const [marked, mark] = useState<Slot | null>(null)
  const [gone, go] = useState(false)
  const commit = (slot: Slot) => {
    go(true)
    onChoose(slot)
  }
  const what = marked && `${format.day(marked.starts_local)}, ${format.time(marked.starts_local)}`
  return (
    <>
      <StepHeading>{t('booking.stepTime')}</StepHeading>
      {picker({ chosen: marked?.starts_at ?? null, onMark: mark, onPick: commit })}
      <Onward shown={marked !== null && !gone}>
        <Button size="lg" fullWidth onClick={() => marked && commit(marked)}>
          {t('booking.continueWith', { what })}
        </Button>
      </Onward>
    </>
  )
}
