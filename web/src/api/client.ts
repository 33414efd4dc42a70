import createClient from 'openapi-fetch'
import { freshId } from '@/lib/ids'
import { hearTime } from '@/lib/server-clock'
import { send } from './refresh'
import type { components, paths } from './schema'

export type Schema = components['schemas']

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send })

api.use({
  onRequest({ request }) {
    if (!request.headers.has('X-Request-ID')) request.headers.set('X-Request-ID', freshId())
  },
  onResponse({ response }) {
    hearTime(response.headers.get('Date'))
  },
})

/** The body of the answer; whatever went wrong has already been thrown by `send`. */
export async function ask<T>(answer: Promise<{ data?: T; response: Response }>): Promise<T> {
  return (await answer).data as T
}
