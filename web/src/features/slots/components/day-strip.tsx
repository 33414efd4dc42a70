import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { reveal } from '@/ui/reveal'
import type { FreeDay } from '../days'
import classes from './day-strip.module.css'

type Props = {
  days: FreeDay[]
  shown: Day | undefined
  onShow: (day: Day) => void
  onEarlier: (() => void) | undefined
  onLater: () => void
}

function DayButton({ day, slots, name, shown, onShow }: FreeDay & DayProps) {
  const t = useT()
  const format = useFormats()
  const count = slots.length
  const free = count ? t('times.free', { count }) : t('times.none')
  return (
    <label
      className={classes.day}
      data-empty={count === 0 || undefined}
      ref={shown ? reveal : null}
    >
      <input
        type="radio"
        className={classes.input}
        name={name}
        checked={shown}
        onChange={() => onShow(day)}
        aria-label={capital(t('times.dayName', { day: format.longDay(day), free }))}
      />
      <span className={classes.weekday}>{format.weekday(day).replace('.', '')}</span>
      <span className={classes.number}>{format.dayNumber(day)}</span>
      <span className={classes.count}>{count || '–'}</span>
    </label>
  )
}

type DayProps = { name: string; shown: boolean; onShow: (day: Day) => void }

/** Two weeks side by side, each day with how much is free. */
export function DayStrip({ days, shown, onShow, onEarlier, onLater }: Props) {
  const t = useT()
  const format = useFormats()
  const name = useId()
  const [touched, touch] = useState({ day: shown, over: shown })
  // The touched day answers at once; its times follow.
  const marked = touched.over === shown ? touched.day : shown
  const show = (day: Day) => {
    touch({ day, over: shown })
    onShow(day)
  }
  const month = capital(format.month(shown ?? days[0]?.day ?? ''))
  return (
    <fieldset className={classes.strip}>
      <legend className={classes.legend}>{t('times.day')}</legend>
      <div className={classes.bar}>
        <span className={classes.month}>{month}</span>
        <ActionIcon
          variant="default"
          size={40}
          onClick={onEarlier}
          disabled={!onEarlier}
          aria-label={t('times.earlier')}
        >
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" size={40} onClick={onLater} aria-label={t('times.later')}>
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.days}>
        {days.map((each) => (
          <DayButton
            key={each.day}
            {...each}
            name={name}
            shown={each.day === marked}
            onShow={show}
          />
        ))}
      </div>
    </fieldset>
  )
}
