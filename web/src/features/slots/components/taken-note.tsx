import { IconHourglassEmpty } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { type FreeDay, type Slot, taken } from '../days'
import classes from './slot-picker.module.css'

const MOST_NAMED = 3
const SHOWN_FOR = 20_000

type Looked = { name: string; day: Day; slots: Slot[] }
type Looking = {
  /** What is asked for: another question has other times, and nobody took those. */
  name: string
  shown: FreeDay | undefined
  today: Day
  /** False for what is remembered from before: what is gone of it may be one's own by now. */
  settled: boolean
}

/** What others took of the day that is shown, since it is shown. */
export function useTaken({ name, shown, today, settled }: Looking) {
  const [looked, setLooked] = useState<Looked | null>(null)
  const [gone, setGone] = useState<Slot[]>([])
  const same = looked?.name === name && looked.day === shown?.day
  const known = settled || looked?.name === name
  if (shown && (same ? looked.slots !== shown.slots : known)) {
    const now = same ? taken(looked.slots, shown.slots, shown.day === today) : []
    setLooked({ name, ...shown })
    if (!same || now.length > 0) setGone(now)
  }
  useEffect(() => {
    if (gone.length === 0) return
    const over = setTimeout(setGone, SHOWN_FOR, [])
    return () => clearTimeout(over)
  }, [gone])
  return gone
}

/** Said once, politely, and gone after a while. The place for it is always there to be heard. */
export function TakenNote({ slots }: { slots: readonly Slot[] }) {
  const t = useT()
  const format = useFormats()
  const count = slots.length
  const times = slots.map(({ starts_local }) => format.time(starts_local))
  const words =
    count > MOST_NAMED
      ? t('times.takenMany', { first: times[0], last: times.at(-1) })
      : t('times.taken', { count, times: format.list(times) })
  return (
    <div role="status" className={classes.taken} data-shown={count > 0 || undefined}>
      {count > 0 && (
        <>
          <IconHourglassEmpty size={18} stroke={1.7} aria-hidden /> {words}
        </>
      )}
    </div>
  )
}
