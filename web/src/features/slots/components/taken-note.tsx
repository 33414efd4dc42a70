import { IconHourglassEmpty } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { type FreeDay, type Slot, taken } from '../days'
import classes from './slot-picker.module.css'

const MOST_NAMED = 3
const SHOWN_FOR = 20_000

type Looked = { name: string; day: Day; slots: Slot[]; sure: boolean }
type Looking = {
  /** What is asked for: another question has other times, and nobody took those. */
  name: string
  shown: FreeDay | undefined
  today: Day
  /** False for what is remembered from before. */
  settled: boolean
}
/** `told`: somebody took them. What went of remembered times may be one's own by now. */
type Gone = { name: string; slots: readonly Slot[]; told: boolean }

const NOTHING: Gone = { name: '', slots: [], told: false }

/** What went of the day that is shown, since it is shown. */
export function useTaken({ name, shown, today, settled }: Looking): Gone {
  const [looked, setLooked] = useState<Looked | null>(null)
  const [gone, setGone] = useState(NOTHING)
  const again = looked?.name === name
  const same = again && looked.day === shown?.day
  const sure = settled || (again && looked.sure)
  if (shown && !(same && looked.slots === shown.slots && looked.sure === sure)) {
    const now = same ? taken(looked.slots, shown.slots, shown.day === today) : []
    setLooked({ name, ...shown, sure })
    if (!same || now.length > 0) setGone({ name, slots: now, told: same && looked.sure })
  }
  useEffect(() => {
    if (gone === NOTHING) return
    const over = setTimeout(setGone, SHOWN_FOR, NOTHING)
    return () => clearTimeout(over)
  }, [gone])
  return gone.name === name ? gone : NOTHING
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
