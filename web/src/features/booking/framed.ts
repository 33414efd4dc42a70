import { redirect } from '@tanstack/react-router'
import { nameOf } from './api'
import type { Choices } from './search'
import { type Hold, useDraft } from './store'

/** Inside a clinic's own site, where our cookies do not come along. */
export const isFramed = () => window.self !== window.top

/** The same choices in a window of its own. The hold goes behind the `#`, which no server sees. */
export function outside(hold: Hold | null): string {
  const { pathname, search } = window.location
  if (!hold) return pathname + search
  const { id, until } = hold
  return `${pathname}${search}#${new URLSearchParams({ hold: id, until: String(until) })}`
}

type Arrival = { location: { pathname: string; searchStr: string; hash: string }; search: Choices }

/** Whoever comes from within a frame brings the time that was kept there. */
export function takeHold({ location: { pathname, searchStr, hash }, search }: Arrival): void {
  const told = new URLSearchParams(hash)
  const [id, until] = [told.get('hold'), Number(told.get('until'))]
  const { service, at, by } = search
  if (!id) return
  if (service && at && by && until > Date.now()) {
    const keeps = nameOf({ service_id: service, provider_id: by, starts_at: at })
    useDraft.getState().keep({ id, keeps, until })
  }
  throw redirect({ href: pathname + searchStr, replace: true })
}
