import { type FocusEvent, useRef } from 'react'

const TEXT =
  'textarea, input:not([type]), input:is([type=text], [type=email], [type=tel], [type=url], [type=password], [type=number])'

type Field = HTMLInputElement | HTMLTextAreaElement

/** A list that is searched is no text of anybody's. */
const isText = (field: EventTarget): field is Field =>
  field instanceof Element && field.matches(TEXT) && !field.matches('[aria-haspopup], [role]')

/** Whether anything was typed within what has `heed`, of which something is still there. */
export function useTyped() {
  const before = useRef(new Map<Field, string>())
  const heed = ({ target }: FocusEvent) => {
    if (isText(target) && !before.current.has(target)) before.current.set(target, target.value)
  }
  const isTyped = () =>
    [...before.current].some(([field, text]) => field.isConnected && field.value !== text)
  return { heed, isTyped }
}
