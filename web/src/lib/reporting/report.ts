import { ApiError, type Kind, kindOf } from '../errors'

/** A failure as it is told: what kind, how the server called it, under which number, on which route. */
export type Report = {
  error: unknown
  kind: Kind
  status: string
  code: string
  request_id: string
  /** The pattern of the address: `/staff/patients/$id`. */
  route: string
  trail: readonly Step[]
}
/** On which routes something failed before. */
type Step = { at: number; route: string }

const QUIET = 60_000
const MOST_WAITING = 50

let address = ''
let where = () => ''
let send: ((report: Report) => void) | null = null
let waiting: Report[] = []
let trail: Step[] = []
const told = new WeakSet<object>()
const lately = new Map<string, number>()

/** The same thing over and over is told once a minute: a poll without a network fails for hours. */
function isNews({ kind, status, code, route }: Report): boolean {
  const name = [kind, status, code, route].join(' ')
  const now = Date.now()
  if (now - (lately.get(name) ?? -QUIET) < QUIET) return false
  lately.set(name, now)
  return true
}

/** The kit is fetched by the first who needs it; what cannot be told yet waits, in memory only. */
async function flush(): Promise<void> {
  try {
    send ??= (await import('./sentry')).reporter(address)
  } catch {
    addEventListener('online', () => void flush(), { once: true })
    return
  }
  const reports = waiting
  waiting = []
  reports.forEach(send)
}

/** Tells whoever keeps this installation, if they want to know; nothing of it is about a person. */
export function report(error: unknown): void {
  if (!address || (typeof error === 'object' && error !== null && told.has(error))) return
  if (typeof error === 'object' && error !== null) told.add(error)
  const refusal = error instanceof ApiError ? error : null
  const made: Report = {
    error: refusal ? new ApiError(refusal.status, {}, refusal.requestId) : error,
    kind: kindOf(error),
    status: String(refusal?.status ?? ''),
    code: refusal?.code ?? '',
    request_id: refusal?.requestId ?? '',
    route: where(),
    trail: [...trail],
  }
  if (!isNews(made)) return
  trail = [...trail, { at: Date.now(), route: made.route }].slice(-20)
  waiting = [...waiting, made].slice(-MOST_WAITING)
  void flush()
}

export function reportTo(dsn: string, routeNow: () => string): void {
  address = dsn
  where = routeNow
  addEventListener('error', ({ error }) => report(error))
  addEventListener('unhandledrejection', ({ reason }) => report(reason))
}
