import { create } from 'zustand'

/** The letter that leads to a screen, after `g`. */
export const LETTERS = {
  '/staff': 'c',
  '/staff/patients': 'p',
  '/staff/payments': 'm',
  '/staff/analytics': 'n',
  '/staff/messages': 'e',
  '/staff/team': 't',
  '/staff/webhooks': 'w',
  '/staff/audit': 'a',
  '/staff/operations/deliveries': 'd',
} as const

const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent)

/** The two keys that open the field for everything, as this machine has them. */
export const COMMAND_K = [isMac ? '⌘' : 'Ctrl', 'K'] as const

export type Laid = 'palette' | 'keys' | 'booking'

/** What is laid over the screen for a moment. */
export const useOverlay = create<{ open: Laid | null; show: (open: Laid | null) => void }>()(
  (set) => ({
    open: null,
    show: (open) => set({ open }),
  }),
)

/** How long `g` waits for the letter after it. */
const PATIENCE = 1_200

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const within = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role=dialog], [role=menu]') !== null

type Keys = {
  /** A letter after `g`; whether it led anywhere. */
  go: (letter: string) => boolean
  /** Any other key; whether it meant something. */
  press: (key: string) => boolean
}

/**
 * Hears keys before anything else on the page does, so that the letter after `g` is not taken for a
 * shortcut of the screen. What is typed into a field or a dialog is theirs, but for Ctrl+K.
 */
export function listen({ go, press }: Keys): () => void {
  let began = 0
  const hear = (event: KeyboardEvent) => {
    const { key, target, timeStamp } = event
    const command = event.ctrlKey || event.metaKey
    const take = (meant: boolean) => {
      if (!meant) return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    if (command && key.toLowerCase() === 'k') return take(press('mod+k'))
    if (command || event.altKey || typing(target) || within(target)) return
    const follows = began > 0 && timeStamp - began < PATIENCE
    began = 0
    if (follows) return take(go(key.toLowerCase()))
    if (key === 'g') {
      began = timeStamp
      return take(true)
    }
    take(press(key))
  }
  window.addEventListener('keydown', hear, { capture: true })
  return () => window.removeEventListener('keydown', hear, { capture: true })
}
