import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { useLocale, useT } from '@/lib/i18n'
import { blankDay, legible, readDay, writtenDay } from '@/lib/typed'
import { type Day, isDay } from '@/lib/wall'
import { DayPopover } from './day-popover'
import { type Typed, useTyping } from './typing'

type Bounds = {
  earliest?: Day | undefined
  latest?: Day | undefined
}
type Props = Typed &
  Bounds &
  Omit<TextInputProps, keyof Typed | 'type' | 'label'> & {
    label?: string
    'aria-label'?: string
    /** Of somebody's birth: the calendar begins with the years, and 85 is 1985. */
    birth?: boolean
  }

/** For forms, which are not sent while nobody knows which day is meant. */
export function useDayRule(): (value: string) => string | null {
  const t = useT()
  const locale = legible(useLocale())
  return (value) =>
    isDay(value) ? null : t('dates.day', { example: writtenDay('2030-12-31', locale) })
}

/** A day, "YYYY-MM-DD", typed and written as the clinic does, or chosen from a month. */
export function DayField(props: Props) {
  const { value, defaultValue, onChange, onFocus, onBlur, error, ...others } = props
  const { label, earliest, latest, birth, ...rest } = others
  const t = useT()
  const locale = legible(useLocale())
  const born = birth ? latest : undefined
  const { meant, tell, isUnclear, input } = useTyping(
    { value, defaultValue, onChange, onFocus, onBlur },
    {
      whole: (text) => readDay(text, locale, 'whole', born),
      left: (text) => readDay(text, locale, 'some', born),
      write: (day) => (isDay(day) ? writtenDay(day, locale) : day),
      isClear: isDay,
    },
  )
  const rule = useDayRule()
  const letters = { day: t('dates.dd'), month: t('dates.mm'), year: t('dates.yyyy') }
  return (
    <TextInput
      autoComplete="off"
      {...rest}
      {...input}
      label={label}
      inputMode="numeric"
      placeholder={blankDay(locale, letters)}
      error={error ?? (isUnclear && rule(meant))}
      rightSection={
        <DayPopover
          label={t('dates.pick', { field: label ?? rest['aria-label'] ?? '' })}
          day={isDay(meant) ? meant : null}
          earliest={earliest}
          latest={latest}
          years={birth && !meant}
          small
          onDay={tell}
        />
      }
    />
  )
}

type ReadyProps = Omit<Props, keyof Typed> & { day: Day | ''; onDay: (day: Day | '') => void }

/** Says a day only when it is one, or none: for what is looked up at once. */
export function ReadyDayField({ day, onDay, ...rest }: ReadyProps) {
  const [unclear, setUnclear] = useState<{ text: string; of: string } | null>(null)
  const onChange = (value: string) => {
    const clear = value === '' || isDay(value)
    setUnclear(clear ? null : { text: value, of: day })
    if (clear && value !== day) onDay(value)
  }
  return <DayField {...rest} value={unclear?.of === day ? unclear.text : day} onChange={onChange} />
}
