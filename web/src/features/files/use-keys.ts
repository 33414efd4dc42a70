import { useEffect, useEffectEvent } from 'react'
import { plain, STEP, turned, type View, zoomed } from './view'

type Keys = {
  onView: (change: (view: View) => View) => void
  onStep: (by: 1 | -1) => void
  onCompare: () => void
}

function meaning(key: string, { onView, onStep, onCompare }: Keys): (() => void) | null {
  switch (key) {
    case 'ArrowLeft':
      return () => onStep(-1)
    case 'ArrowRight':
      return () => onStep(1)
    case '+':
    case '=':
      return () => onView((view) => zoomed(view, STEP))
    case '-':
      return () => onView((view) => zoomed(view, 1 / STEP))
    case '0':
      return () => onView(() => plain)
    case 'r':
    case 'R':
      return () => onView((view) => turned(view, key === 'r' ? 1 : -1))
    case 'i':
      return () => onView((view) => ({ ...view, inverted: !view.inverted }))
    case 'c':
      return onCompare
    default:
      return null
  }
}

/** What moves by arrows, or is written in, keeps its keys. */
const OTHERS = 'input, textarea, [role="slider"], [role="menu"], [role="listbox"]'

/** The viewer by keyboard. */
export function useKeys({ onView, onStep, onCompare }: Keys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof Element && event.target.closest(OTHERS)) return
    const act = meaning(event.key, { onView, onStep, onCompare })
    if (!act) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
