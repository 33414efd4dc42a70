import { isUncertain } from './errors'
import { freshId } from './ids'

export type Headers = { 'X-Request-ID': string; 'Idempotency-Key': string }
type Intent = { headers: Headers; running: Promise<unknown> | null }

const intents = new Map<string, Intent>()

export const freshHeaders = (): Headers => ({
  'X-Request-ID': freshId(),
  'Idempotency-Key': freshId(),
})

const fresh = (): Intent => ({ headers: freshHeaders(), running: null })

/**
 * What a person wants, once. Wanting the same thing again while it is under way joins it (a double
 * click is one click), and trying again after an uncertain failure carries the same keys, so the
 * server can tell a repeat from a second wish. A definite answer ends the intent.
 */
export function intend<T>(
  verb: string,
  wish: unknown,
  act: (headers: Headers) => Promise<T>,
): Promise<T> {
  const name = `${verb} ${JSON.stringify(wish)}`
  const intent = intents.get(name) ?? fresh()
  intents.set(name, intent)
  intent.running ??= act(intent.headers).then(
    (answer) => {
      intents.delete(name)
      return answer
    },
    (error: unknown) => {
      if (isUncertain(error)) intent.running = null
      else intents.delete(name)
      throw error
    },
  )
  return intent.running as Promise<T>
}
