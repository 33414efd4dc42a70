import { ApiError, NetworkError, type Problem } from '@/lib/errors'
import { freshId } from '@/lib/ids'
import { recall, remember } from '@/lib/storage'

const REFRESHED_AT = 'topsmile.refreshed-at'

/** `fetch`, whose only failure is that nobody answered. */
async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new NetworkError('The server could not be reached.', { cause: error })
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem: Problem = await response
    .clone()
    .json()
    .catch(() => ({}))
  const id = response.headers.get('X-Request-ID') ?? problem.request_id ?? ''
  const wait = Number.parseInt(response.headers.get('Retry-After') ?? '', 10)
  return new ApiError(response.status, problem, id, Number.isNaN(wait) ? null : wait)
}

const DONE = 'topsmile.refreshed '
const TOLD_FOR = 20_000

/**
 * When this browser last had new tokens. Storage may reach another tab later than its turn does;
 * which locks are held is told truly at once, so the moment is the name of one.
 */
async function refreshedAt(): Promise<number> {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  const told = held.map(({ name = '' }) => Number(name.startsWith(DONE) && name.slice(DONE.length)))
  return Math.max(Number(recall(REFRESHED_AT) ?? 0), ...told)
}

/** Granted before anybody else's turn comes, and held for as long as others may be about to ask. */
async function tellOthers(at: number): Promise<void> {
  remember(REFRESHED_AT, String(at))
  await new Promise<void>((granted) => {
    if (!navigator.locks) return granted()
    void navigator.locks.request(`${DONE}${at}`, { mode: 'shared' }, () => {
      granted()
      return new Promise((resolve) => setTimeout(resolve, TOLD_FOR))
    })
  })
}

/** Two tabs that notice at once take turns, and the second finds the work done. */
function inTurn(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work()
  return navigator.locks.request('topsmile.refresh', work).then(() => undefined)
}

async function askForTokens(requestId: string): Promise<void> {
  const headers = { 'X-Request-ID': requestId }
  const url = new URL('/api/auth/refresh', location.origin)
  const response = await reach(new Request(url, { method: 'POST', headers }))
  if (!response.ok) throw await problemOf(response)
  await tellOthers(Date.now())
}

let refreshing: Promise<void> | null = null

/** One refresh for everybody whose access token was refused, whichever of them comes first. */
function refreshOnce(sentAt: number, requestId: string): Promise<void> {
  refreshing ??= inTurn(async () => {
    if ((await refreshedAt()) < sentAt) await askForTokens(requestId)
  }).finally(() => {
    refreshing = null
  })
  return refreshing
}

/** For a socket, which cannot be sent again: whether there are tokens newer than that moment. */
export async function renewTokens(since: number): Promise<boolean> {
  try {
    await refreshOnce(since, freshId())
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false
    throw error
  }
}

/** Only a token that is not good is worth a refresh; a session that is over is over. */
async function tokenWasRefused(response: Response): Promise<boolean> {
  return response.status === 401 && (await problemOf(response)).code === 'not_signed_in'
}

async function good(response: Response): Promise<Response> {
  if (response.ok) return response
  throw await problemOf(response)
}

/** Asks, and with fresh tokens once more where the old ones were refused; throws what is not good. */
export async function answered(
  reachOut: (again: boolean) => Promise<Response>,
  requestId: string,
): Promise<Response> {
  const sentAt = Date.now()
  const response = await reachOut(false)
  if (!(await tokenWasRefused(response))) return good(response)
  await refreshOnce(sentAt, requestId)
  return good(await reachOut(true))
}

/** Every request of the app. Answers that are not good are thrown, in the server's own words. */
export function send(request: Request): Promise<Response> {
  const copy = request.clone()
  const id = request.headers.get('X-Request-ID') ?? ''
  return answered((again) => reach(again ? copy : request), id)
}
