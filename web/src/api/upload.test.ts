import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { NetworkError } from '@/lib/errors'
import { problem } from '@/test/clinic'
import { upload } from './upload'

const server = setupServer()

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const ask = (signal = new AbortController().signal) => {
  const body = new FormData()
  body.set('kind', 'photo')
  const url = new URL('/api/upload', location.origin).href
  return upload<{ id: string }>({ url, body, headers: {}, signal, onProgress: () => undefined })
}

test('a refusal is thrown in the words of the server', async () => {
  server.use(http.post('*/api/upload', () => problem(413, 'quota_exceeded')))

  await expect(ask()).rejects.toMatchObject({ status: 413, code: 'quota_exceeded' })
})

test('tokens that are too old are renewed, and the file is sent again', async () => {
  let asked = 0
  server.use(
    http.post('*/api/auth/refresh', () => HttpResponse.json({})),
    http.post('*/api/upload', () => {
      asked += 1
      return asked === 1 ? problem(401, 'not_signed_in') : HttpResponse.json({ id: 'f1' })
    }),
  )

  expect(await ask()).toEqual({ id: 'f1' })
  expect(asked).toBe(2)
})

test('no answer is a cut of the line', async () => {
  server.use(http.post('*/api/upload', () => HttpResponse.error()))

  await expect(ask()).rejects.toBeInstanceOf(NetworkError)
})

test('taken back by hand it is no failure of the network', async () => {
  const line = new AbortController()
  server.use(http.post('*/api/upload', () => new Promise<Response>(() => undefined)))
  const sent = ask(line.signal)
  line.abort()

  await expect(sent).rejects.toBe(line.signal.reason)
})
