import { IconMoon, IconSun, IconSunrise } from '@tabler/icons-react'
import { useId, useLayoutEffect, useRef } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { byPart, type Part, type Slot } from '../days'
import classes from './time-list.module.css'

const icons: Record<Part, typeof IconSun> = {
  morning: IconSunrise,
  afternoon: IconSun,
  evening: IconMoon,
}

export type Names = ReadonlyMap<string, string>

type Props = {
  legend: string
  slots: readonly Slot[]
  chosen: string | null
  /** Shown under each time, when any provider will do. */
  names?: Names | undefined
  onMark: (slot: Slot) => void
  onPick: (slot: Slot) => void
}

type PillProps = Omit<Props, 'legend' | 'slots'> & {
  slot: Slot
  group: string
  /** It is going, and the focus with it. */
  onLost: (slot: Slot) => void
}

function TimePill({ slot, group, chosen, names, onMark, onPick, onLost }: PillProps) {
  const t = useT()
  const format = useFormats()
  const input = useRef<HTMLInputElement>(null)
  const lose = useRef(() => {})
  lose.current = () => onLost(slot)
  useLayoutEffect(() => {
    const here = input.current
    return () => {
      if (document.activeElement === here) lose.current()
    }
  }, [])
  const time = format.time(slot.starts_local)
  const name = names?.get(slot.provider_id)
  return (
    <label className={classes.time}>
      <input
        ref={input}
        type="radio"
        className={classes.input}
        name={group}
        checked={slot.starts_at === chosen}
        onChange={() => onMark(slot)}
        onClick={(event) => event.detail > 0 && onPick(slot)}
        onKeyDown={(event) => event.key === 'Enter' && onPick(slot)}
        aria-label={name ? t('times.timeWith', { time, name }) : time}
      />
      <span className={classes.clock}>{time}</span>
    </label>
  )
}

/** When the focused time is taken, the focus goes to the nearest that is left, not to nowhere. */
function useKeepFocus(slots: readonly Slot[]) {
  const list = useRef<HTMLFieldSetElement>(null)
  const lost = useRef<string | null>(null)
  useLayoutEffect(() => {
    const was = lost.current
    lost.current = null
    if (was === null || slots.length === 0) return
    const next = slots.findIndex(({ starts_at }) => starts_at > was)
    const inputs = list.current?.querySelectorAll('input')
    inputs?.[next === -1 ? slots.length - 1 : next]?.focus({ preventScroll: true })
  }, [slots])
  const onLost = ({ starts_at }: Slot) => {
    lost.current = starts_at
  }
  return { list, onLost }
}

/** The free times of a day by its parts; one radio group, so arrows walk through all of them. */
export function TimeList({ legend, slots, ...pill }: Props) {
  const t = useT()
  const group = useId()
  const { list, onLost } = useKeepFocus(slots)
  return (
    <fieldset className={classes.list} ref={list}>
      <legend className={classes.legend}>{legend}</legend>
      {byPart(slots).map(({ part, slots: times }) => {
        const Icon = icons[part]
        return (
          <section key={part} className={classes.part} aria-label={t(`times.${part}`)}>
            <h2 className={classes.name}>
              <Icon size={18} stroke={1.7} aria-hidden /> {t(`times.${part}`)}
            </h2>
            <div className={classes.times}>
              {times.map((slot) => (
                <TimePill
                  key={slot.starts_at}
                  slot={slot}
                  group={group}
                  onLost={onLost}
                  {...pill}
                />
              ))}
            </div>
          </section>
        )
      })}
    </fieldset>
  )
}
