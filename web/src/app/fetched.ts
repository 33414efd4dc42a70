import { lazyRouteComponent } from '@tanstack/react-router'
import { NetworkError } from '@/lib/errors'

const answers = () =>
  fetch('/api/health/live', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )

/**
 * The router takes a part that does not come for one of an older build, and loads the page anew. Where
 * nobody answers that would be the browser's own page: then it fails like any question to the server.
 */
async function explain(error: unknown): Promise<never> {
  if (await answers()) throw error
  throw new NetworkError('A part of the app could not be fetched.', { cause: error })
}

/** A part of the app that is fetched when it is wanted. */
export const fetched = <Parts extends Record<string, unknown>, Name extends keyof Parts & string>(
  load: () => Promise<Parts>,
  name: Name,
) => lazyRouteComponent(() => load().catch(explain), name)
