import { type FocusEvent, type FormEvent, useRef } from 'react'

const TEXT =
  'textarea, input:not([type]), input:is([type=text], [type=email], [type=tel], [type=url], [type=password], [type=number])'

type Field = HTMLInputElement | HTMLTextAreaElement

/** A list that is searched is no text of anybody's. */
const isText = (field: EventTarget): field is Field =>
  field instanceof Element && field.matches(TEXT) && !field.matches('[aria-haspopup], [role]')

/** What was sent and waits for its answer is not lost. */
const isSent = (field: Field) => field.form?.querySelector('[data-loading]') != null

/** Whether anything was typed within what has `heed`, of which something is still there. */
export function useTyped() {
  const before = useRef(new WeakMap<Field, string>())
  const typed = useRef(new Set<Field>())
  const heed = {
    onFocus: ({ target }: FocusEvent) => {
      if (isText(target) && !typed.current.has(target)) before.current.set(target, target.value)
    },
    // Also of what was never in it: a text that is given back, or put in by a program.
    onInput: ({ target }: FormEvent) => {
      if (isText(target)) typed.current.add(target)
    },
  }
  const isTyped = () =>
    [...typed.current].some(
      (field) =>
        field.isConnected && field.value !== (before.current.get(field) ?? '') && !isSent(field),
    )
  return { heed, isTyped }
}
