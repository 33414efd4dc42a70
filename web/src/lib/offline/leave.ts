import { forgetLost } from '@/lib/unsent'
import { forgetAll } from './keeper'

/** What a device may remember of how it is used: nothing of it is about a person. */
const OF_THE_DEVICE = ['topsmile.language', 'topsmile.color-scheme', 'topsmile.refreshed-at']

const SIGNED_IN = 'topsmile.signed-in'
const LEFT = 'topsmile.left'

/** Whoever left on purpose is not led back: where they were may name a patient. */
export const hasLeft = (): boolean => sessionStorage.getItem(LEFT) !== null
let watching = false

/** Somebody is here. Should the page come back from memory when they no longer are, it shows nothing. */
export function arrive(): void {
  sessionStorage.removeItem(LEFT)
  forgetLost()
  if (watching) return
  watching = true
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted || localStorage.getItem(SIGNED_IN) !== null) return
    document.documentElement.style.display = 'none'
    location.reload()
  })
}

async function emptyCaches(): Promise<void> {
  const names = 'caches' in globalThis ? await caches.keys() : []
  const others = names.filter((name) => !name.startsWith('topsmile-'))
  await Promise.all(others.map((name) => caches.delete(name)))
}

/** Somebody has signed out: nothing of theirs remains, and the page begins anew. */
export async function leave(): Promise<void> {
  document.documentElement.style.display = 'none'
  // Whoever listens for this person hangs up.
  dispatchEvent(new Event('topsmile.left'))
  sessionStorage.clear()
  sessionStorage.setItem(LEFT, '1')
  for (const key of Object.keys(localStorage))
    if (!OF_THE_DEVICE.includes(key)) localStorage.removeItem(key)
  await Promise.all([forgetAll(), emptyCaches().catch(() => undefined)])
  location.assign('/login')
}
