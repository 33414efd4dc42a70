import type { QueryClient } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { clinic, providers, services } from '@/api/queries'

declare global {
  interface Window {
    /** Listens for what is pressed while there is no app (public/color-scheme.js). */
    early?: AbortController & { click?: MouseEvent; held?: PointerEvent | undefined }
  }
}

/** What a clinic's first page says, in the API's own words. */
export type Known = {
  clinic: Schema['PublicClinic']
  services: Schema['PublicServices']
  providers: Schema['PublicProviders']
}

export function know(client: QueryClient, known: Known): void {
  const { slug } = known.clinic
  client.setQueryData(clinic(slug).queryKey, known.clinic)
  client.setQueryData(services(slug).queryKey, known.services)
  client.setQueryData(providers(slug).queryKey, known.providers)
}

/** The server drew the first page already, and sent along what it drew it from. */
export function takeKnown(client: QueryClient): boolean {
  const told = document.getElementById('topsmile-known')?.textContent
  if (told) know(client, JSON.parse(told) as Known)
  return Boolean(told)
}

/** Drawn in a language that was not asked for, it was never shown (public/color-scheme.js). */
export function clearOtherLanguage(root: HTMLElement): void {
  const page = document.documentElement
  if (page.hasAttribute('data-other-language')) root.replaceChildren()
  page.removeAttribute('data-other-language')
}

/** The whole sheets, which the drawn page did without, before what needs them is shown. */
export async function stylesArrived(): Promise<void> {
  const links = document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')
  const waiting = [...links].filter(({ sheet }) => !sheet)
  await Promise.all(
    waiting.map(
      (link) =>
        new Promise((done) => {
          link.onload = done
          link.onerror = done
        }),
    ),
  )
}

const controlOf = (target: EventTarget | null | undefined) =>
  target instanceof Element
    ? (target.closest('label')?.control ?? target.closest<HTMLElement>('button, input'))
    : null

/**
 * What has the focus on the drawn page, and what was pressed there before anything could answer, has
 * it and is pressed in the app, which has the same things in its order.
 */
export function handOver(root: HTMLElement): void {
  const controls = () => [...root.querySelectorAll<HTMLElement>('a, button, input')]
  const drawn = controls()
  const focused = drawn.find((each) => each.matches(':focus'))
  const taken = new MutationObserver(() => {
    taken.disconnect()
    const inApp = (was: HTMLElement | null = null) => controls()[was ? drawn.indexOf(was) : -1]
    const press = (control: HTMLElement | undefined, detail: number) =>
      control?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }))
    const { early } = window
    early?.abort()
    inApp(focused)?.focus({ preventScroll: true })
    if (early?.click) press(inApp(controlOf(early.click.target)), early.click.detail)
    if (!early?.held) return
    // A finger is down: no browser calls it a click when it is let go on what came instead.
    const held = inApp(controlOf(early.held.target))
    const over = new AbortController()
    const end = ({ type, target }: Event) => {
      over.abort()
      if (type === 'pointerup' && controlOf(target) === held) press(held, 1)
    }
    addEventListener('pointerup', end, { signal: over.signal })
    addEventListener('pointercancel', end, { signal: over.signal })
  })
  taken.observe(root, { childList: true })
}
