import { useSyncExternalStore } from 'react'

const paper = () => window.matchMedia?.('print')

function subscribe(tell: () => void) {
  const media = paper()
  media?.addEventListener('change', tell)
  return () => media?.removeEventListener('change', tell)
}

/** Whether the page is being put on paper, where what is wide and scrolls has no place. */
export const usePrinting = () => useSyncExternalStore(subscribe, () => paper()?.matches ?? false)
