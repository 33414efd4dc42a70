import { useLocation, useRouter } from '@tanstack/react-router'
import { useRef } from 'react'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What lies over the whole page. */
    over?: string
  }
}

/** What covers the page is a step of its own in the browser's history: Back takes it away. */
export function useOver() {
  const { history, navigate } = useRouter()
  const over = useLocation({ select: ({ state }) => state.over ?? null })
  const put = (next: string) => {
    const state = (now: object) => ({ ...now, over: next })
    void navigate({ to: '.', search: true, hash: true, state, replace: over !== null, ...STILL })
  }
  // The browser takes its time: a second press meanwhile would leave the page.
  const leaving = useRef(false)
  const takeAway = () => {
    if (leaving.current) return
    leaving.current = true
    const unsubscribe = history.subscribe(() => {
      leaving.current = false
      unsubscribe()
    })
    history.back()
  }
  return { over, put, takeAway }
}

const STILL = { resetScroll: false, hashScrollIntoView: false } as const
