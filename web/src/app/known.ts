import type { QueryClient } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { clinic, providers, services } from '@/api/queries'

declare global {
  interface Window {
    /** Listens for what is pressed while there is no app (public/color-scheme.js). */
    early?: AbortController & {
      click?: MouseEvent
      enter?: KeyboardEvent | undefined
      held?: PointerEvent | undefined
    }
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

const CONTROLS = 'a, button, input'

const controlOf = (target: EventTarget | null) =>
  target instanceof Element
    ? (target.closest('label')?.control ?? target.closest<HTMLElement>(CONTROLS))
    : null

/** Links work without an app. */
function press(control: HTMLElement | undefined, detail: number): void {
  if (control?.matches('a')) return
  control?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }))
}

const nameOf = (control: HTMLElement): string | null =>
  control instanceof HTMLInputElement
    ? control.value
    : (control.getAttribute('aria-label') ?? control.getAttribute('href') ?? control.textContent)

/**
 * What has the focus on the drawn page, and what was pressed there before anything could answer, has
 * it and is pressed in the app. It is known by what it says: within a clinic's own site the app has
 * less at its head than the drawn page.
 */
export function handOver(root: HTMLElement): void {
  const { early } = window
  let focused = controlOf(document.activeElement)
  const follow = ({ target }: Event) => {
    focused = controlOf(target)
  }
  root.addEventListener('focusin', follow, early)
  const taken = new MutationObserver(() => {
    taken.disconnect()
    const inApp = (was: HTMLElement | null) =>
      [...root.querySelectorAll<HTMLElement>(CONTROLS)].find(
        (each) => was && each.tagName === was.tagName && nameOf(each) === nameOf(was),
      )
    early?.abort()
    inApp(focused)?.focus({ preventScroll: true })
    const { click, enter, held: down } = early ?? {}
    if (click) press(inApp(controlOf(click.target)), click.detail)
    // What a pointer pressed is decided already.
    if (enter && !click?.detail)
      inApp(controlOf(enter.target))?.dispatchEvent(
        new KeyboardEvent('keydown', { bubbles: true, key: 'Enter' }),
      )
    if (!down) return
    // A finger is down: no browser calls it a click when it is let go on what came instead.
    const held = inApp(controlOf(down.target))
    const over = new AbortController()
    const end = ({ type, target }: Event) => {
      over.abort()
      if (type === 'pointerup' && controlOf(target) === held) press(held, 1)
    }
    for (const type of ['pointerup', 'pointercancel', 'pointerdown'])
      addEventListener(type, end, over)
  })
  taken.observe(root, { childList: true })
}
