import { expect, test } from 'vitest'
import { ApiError, NetworkError } from './errors'
import { intend } from './intents'

const key = (headers: { 'Idempotency-Key': string }) => headers['Idempotency-Key']

test('a double click is one request', async () => {
  let sent = 0
  const act = async () => {
    sent += 1
    return sent
  }

  const answers = await Promise.all([
    intend('book', { at: 9 }, act),
    intend('book', { at: 9 }, act),
  ])

  expect(answers).toEqual([1, 1])
})

test('trying again after an uncertain failure carries the same key', async () => {
  const keys: string[] = []
  const failing = (error: Error) => async (headers: Parameters<typeof key>[0]) => {
    keys.push(key(headers))
    throw error
  }
  await intend('pay', 1, failing(new NetworkError('?'))).catch(() => undefined)
  await intend('pay', 1, failing(new ApiError(503, {}, ''))).catch(() => undefined)
  const busy = new ApiError(409, { code: 'in_progress' }, '')
  await intend('pay', 1, failing(busy)).catch(() => undefined)
  await intend('pay', 1, async (headers) => keys.push(key(headers)))

  expect(new Set(keys).size).toBe(1)
})

test('after a definite answer the same wish is a new one', async () => {
  const first = await intend('cancel', 1, async (headers) => key(headers))
  await intend('cancel', 1, async () => {
    throw new ApiError(409, { code: 'cannot_become' }, '')
  }).catch(() => undefined)
  const third = await intend('cancel', 1, async (headers) => key(headers))

  expect(third).not.toBe(first)
})

test('another wish has another key', async () => {
  const keys = await Promise.all(
    [{ at: 9 }, { at: 10 }].map((wish) => intend('book', wish, async (headers) => key(headers))),
  )

  expect(keys[0]).not.toBe(keys[1])
})
