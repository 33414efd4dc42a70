import { redirect } from '@tanstack/react-router'

/** Only in memory: neither the address bar, nor the history, nor any storage keeps them. */
const kept = new Map<string, string>()

type Arrival = { location: { pathname: string; hash: string } }

/**
 * Links in mails carry their token behind the `#`, which no server sees. It is taken out of the
 * address before anything is shown.
 */
export function takeToken({ location: { pathname, hash } }: Arrival): { token: string | null } {
  if (hash) {
    kept.set(pathname, hash)
    throw redirect({ href: pathname, replace: true })
  }
  return { token: kept.get(pathname) ?? null }
}
