import type { QueryClient } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { clinic, providers, services } from '@/api/queries'

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

/**
 * Who chose from the drawn page before there was an app behind it has chosen all the same. Keys only
 * look around.
 */
export function followChoice(root: HTMLElement): void {
  const chosen = root.querySelector<HTMLInputElement>('main input:checked:not(:focus-visible)')
  if (chosen) history.pushState(null, '', `?service=${encodeURIComponent(chosen.value)}`)
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

/** What has the focus on the drawn page has it in the app, which has the same things in its order. */
export function keepFocus(root: HTMLElement): void {
  const reachable = () => [...root.querySelectorAll<HTMLElement>('a, button, input')]
  const place = reachable().findIndex((each) => each.matches(':focus'))
  if (place === -1) return
  const taken = new MutationObserver(() => {
    taken.disconnect()
    reachable()[place]?.focus({ preventScroll: true })
  })
  taken.observe(root, { childList: true })
}
