import { create } from 'zustand'

const LOOK_EVERY = 30 * 60_000

/** The version that has arrived and waits until somebody wants it. */
export const useNewVersion = create<{ waiting: ServiceWorker | null }>()(() => ({ waiting: null }))

let asked = false

const whenQuiet = (): Promise<void> =>
  new Promise((done) => {
    const rest = () => (window.requestIdleCallback ?? setTimeout)(() => done())
    if (document.readyState === 'complete') rest()
    else addEventListener('load', rest, { once: true })
  })

/** A first worker is no news: there was no version before it. */
function announce(registration: ServiceWorkerRegistration): void {
  const { waiting } = registration
  if (waiting && navigator.serviceWorker.controller) useNewVersion.setState({ waiting })
}

/** Where workers are forbidden, some browsers answer with nothing instead of refusing. */
function watch(registration: ServiceWorkerRegistration | undefined): void {
  if (!registration) return
  announce(registration)
  registration.addEventListener('updatefound', () => {
    const { installing } = registration
    installing?.addEventListener('statechange', () => announce(registration))
  })
  const look = () => navigator.onLine && registration.update().catch(() => undefined)
  setInterval(look, LOOK_EVERY)
  addEventListener('online', look)
}

/**
 * Keeps the app itself on this device, so that it opens without a network. For those who are signed
 * in: who only passes by to book need not carry the desk home. A frame in another site keeps nothing.
 */
export async function keepShell(): Promise<void> {
  if (asked || !import.meta.env.PROD || window.top !== window || !navigator.serviceWorker) return
  asked = true
  await whenQuiet()
  const registration = await navigator.serviceWorker.register('/sw.js').catch(() => undefined)
  // A browser that was told to have no workers answers with none.
  if (registration) watch(registration)
}

/** Only the tab in which it was asked for is loaded anew: others may hold half a sentence. */
export function takeNewVersion(): void {
  const { waiting } = useNewVersion.getState()
  const reload = () => location.reload()
  if (waiting?.state === 'installed') {
    navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true })
    waiting.postMessage('take over')
  } else reload()
}
