import type { components } from '@/api/schema'

type Schema = components['schemas']

/** What a refusal may say. `alternatives` come with `slot_taken`, `current` with `version_conflict`. */
export type Problem = Partial<
  Schema['Problem'] & {
    reason: string
    alternatives: Schema['Slot'][]
    current: Schema['Appointment']
  }
>
export type FieldErrors = Record<string, string>

/** A failure that the server explained. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly requestId: string,
    readonly retryAfter: number | null = null,
  ) {
    super(problem.detail ?? `HTTP ${status}`)
  }

  get code(): string {
    return this.problem.code ?? 'unknown'
  }

  /** What was wrong, by field of the request. */
  get fields(): FieldErrors {
    return Object.fromEntries(this.problem.errors?.map((e) => [e.field, e.message]) ?? [])
  }
}

/** The server could not be reached, or did not answer in its own words. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
}

export type Kind =
  | 'network'
  | 'sign-in'
  | 'permission'
  | 'missing'
  | 'conflict'
  | 'validation'
  | 'busy'
  | 'server'

const kindByStatus: Record<number, Kind> = {
  401: 'sign-in',
  403: 'permission',
  404: 'missing',
  409: 'conflict',
  422: 'validation',
  429: 'busy',
  503: 'busy',
}

/** A part of the app that could not be loaded: the connection, or a newer version on the server. */
const isMissingChunk = (error: unknown) =>
  error instanceof TypeError && /import(ed|ing).*module/i.test(error.message)

/** The one place that sorts failures; every boundary, form and notification asks it. */
export function kindOf(error: unknown): Kind {
  if (error instanceof NetworkError || isMissingChunk(error)) return 'network'
  if (error instanceof ApiError) return kindByStatus[error.status] ?? 'server'
  return 'server'
}

export function hasCode(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code)
}

/** Worth asking again with the same intent: nobody knows whether the first one arrived. */
export function isUncertain(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    (error instanceof ApiError && (error.status >= 500 || error.code === 'in_progress'))
  )
}
