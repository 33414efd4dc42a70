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
}

/** A field whose text is the typist's own until it is whole or left; then it is told in the clinic's way. */
export function useTyping({ value, defaultValue, onChange, onFocus, onBlur }: Typed, way: Way) {
  const [meant, tell] = useUncontrolled({
    finalValue: '',
    ...(value !== undefined && { value }),
    ...(defaultValue !== undefined && { defaultValue }),
    ...(onChange && { onChange }),
  })
  const [text, setText] = useState<string | null>(null)
  const finish = () => {
    if (text === null) return
    setText(null)
    tell(way.left(text) ?? text.trim())
  }
  return {
    meant,
    tell: (told: string) => {
      setText(null)
      tell(told)
    },
    typing: text !== null,
    input: {
      value: text ?? way.write(meant),
      onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
        setText(currentTarget.value)
        const told = currentTarget.value === '' ? '' : way.whole(currentTarget.value)
        if (told !== null) tell(told)
      },
      // What is typed next takes the place of what is there, however one came here.
      onFocus: (event: FocusEvent<HTMLInputElement>) => {
        event.currentTarget.select()
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
