import { useUncontrolled } from '@mantine/hooks'
import { type ChangeEvent, type FocusEvent, type KeyboardEvent, useState } from 'react'

export type Typed = {
  /** What is meant; or, where that cannot be told, what was typed. */
  value?: string | undefined
  defaultValue?: string | undefined
  onChange?: ((value: string) => void) | undefined
  onFocus?: ((event: FocusEvent<HTMLInputElement>) => void) | undefined
  onBlur?: ((event: FocusEvent<HTMLInputElement>) => void) | undefined
}

type Way = {
  /** What is meant by a text that is whole, and by one that somebody left. */
  whole: (text: string) => string | null
  left: (text: string) => string | null
  write: (value: string) => string
  /** Whether it can be told what this means. */
  isClear: (value: string) => boolean
}

/** A text under way, and what of it was told already. */
type Typing = { text: string; told: string | null }

/**
 * A field whose text is the typist's own until it is left; then it is written in the clinic's way.
 * What it means is told as soon as it is whole.
 */
export function useTyping({ value, defaultValue, onChange, onFocus, onBlur }: Typed, way: Way) {
  const [meant, tell] = useUncontrolled({
    finalValue: '',
    ...(value !== undefined && { value }),
    ...(defaultValue !== undefined && { defaultValue }),
    ...(onChange && { onChange }),
  })
  const [typing, setTyping] = useState<Typing | null>(null)
  const type = (text: string) => {
    const told = text === '' ? '' : way.whole(text)
    if (told !== null) tell(told)
    setTyping((before) => ({ text, told: told ?? before?.told ?? null }))
  }
  const finish = () => {
    if (!typing) return
    setTyping(null)
    const told = way.left(typing.text) ?? typing.text.trim()
    if (told !== typing.told) tell(told)
  }
  const isUnclear = meant !== '' && !way.isClear(meant)
  return {
    meant,
    tell: (told: string) => {
      setTyping(null)
      tell(told)
    },
    isUnclear: isUnclear && !typing,
    input: {
      value: typing?.text ?? way.write(meant),
      onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) => type(currentTarget.value),
      // What is typed next takes the place of what is there, unless that is half of something.
      onFocus: (event: FocusEvent<HTMLInputElement>) => {
        if (!isUnclear) event.currentTarget.select()
        onFocus?.(event)
      },
      onBlur: (event: FocusEvent<HTMLInputElement>) => {
        finish()
        onBlur?.(event)
      },
      onKeyDown: ({ key }: KeyboardEvent) => {
        if (key === 'Enter') finish()
      },
    },
  }
}
