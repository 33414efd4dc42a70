import { ApiError, type FieldErrors } from './errors'

/** The server's complaints for fields that the form shows, and whether any is left over. */
export function fieldErrors(error: unknown, shown: readonly string[]): FieldErrors {
  if (!(error instanceof ApiError) || error.status !== 422) return {}
  return Object.fromEntries(Object.entries(error.fields).filter(([field]) => shown.includes(field)))
}
