import { TextInput, type TextInputProps } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { useLocale, useT } from '@/lib/i18n'
import { isTime, laterTime, legible, readTime, writtenTime } from '@/lib/typed'
import { clockOf } from '@/lib/wall'
import { type Typed, useTyping } from './typing'

const STEP = 15 // minutes
/** Of these more is to come: 1 may become 14, and 143 become 1430. */
const BEGUN = /^[012](\d{2})?$/
const STEPS: Record<string, number> = { ArrowUp: STEP, ArrowDown: -STEP }

type Props = Typed & Omit<TextInputProps, keyof Typed | 'type'>

/** For forms, which are not sent while nobody knows when is meant. */
export function useTimeRule(): (value: string) => string | null {
  const t = useT()
  const locale = legible(useLocale())
  return (value) =>
    isTime(value) ? null : t('dates.time', { example: writtenTime('14:30', locale) })
}

/** A time on the clinic's clock, "HH:MM", typed and written as the clinic does; arrows move it. */
export function TimeField(props: Props) {
  const { value, defaultValue, onChange, onFocus, onBlur, error, ...rest } = props
  const locale = legible(useLocale())
  const { meant, tell, isUnclear, input } = useTyping(
    { value, defaultValue, onChange, onFocus, onBlur },
    {
      whole: (text) => (BEGUN.test(text) ? null : readTime(text)),
      left: readTime,
      write: (time) => writtenTime(time, locale),
      isClear: isTime,
    },
  )
  const rule = useTimeRule()
  const onKeyDown = (event: KeyboardEvent) => {
    input.onKeyDown(event)
    const step = STEPS[event.key]
    const from = readTime(input.value)
    if (!step || !from) return
    event.preventDefault()
    tell(laterTime(from, step))
  }
  return (
    <TextInput
      {...rest}
      {...input}
      onKeyDown={onKeyDown}
      inputMode={clockOf(locale).hourCycle ? 'numeric' : 'text'}
      autoComplete="off"
      error={error ?? (isUnclear && rule(meant))}
    />
  )
}
