import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ApiError, NetworkError } from '@/lib/errors'
import { problem, user } from '@/test/clinic'
import { api, ask } from './client'

let refreshes = 0
let good = true
let seen: { id: string | null; body: unknown }[] = []

const guarded = (answer: () => Response) => (good ? answer() : problem(401, 'not_signed_in'))

const server = setupServer(
  http.get('*/api/auth/me', () => guarded(() => HttpResponse.json({ user }))),
  http.post('*/api/auth/refresh', () => {
    refreshes += 1
    good = true
    return HttpResponse.json({ user })
  }),
  http.post('*/api/patients', async ({ request }) => {
    seen.push({ id: request.headers.get('X-Request-ID'), body: await request.json() })
    return guarded(() => HttpResponse.json({ id: 'p1' }, { status: 201 }))
  }),
)

const me = () => ask(api.GET('/api/auth/me'))
const add = () => ask(api.POST('/api/patients', { body: { name: 'Mia', notes: '' } }))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => {
  refreshes = 0
  good = false
  seen = []
})
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

test('twenty refused at once are one refresh, and all are sent again', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, me))

  expect(answers.map((answer) => answer.user.name)).toEqual(Array(20).fill(user.name))
  expect(refreshes).toBe(1)
})

test('what is sent again is the same request: body, request id and all', async () => {
  await add()

  expect(seen).toHaveLength(2)
  expect(seen[1]).toEqual(seen[0])
  expect(seen[0]?.body).toEqual({ name: 'Mia', notes: '' })
  expect(seen[0]?.id).toMatch(/^[\w.-]{8,128}$/)
})

test('a session that is over fails everyone once, as such', async () => {
  let asked = 0
  server.use(
    http.post('*/api/auth/refresh', () => {
      asked += 1
      return problem(401, 'session_expired')
    }),
  )

  const answers = await Promise.allSettled(Array.from({ length: 20 }, me))

  const codes = answers.map((a) => a.status === 'rejected' && (a.reason as ApiError).code)
  expect(new Set(codes)).toEqual(new Set(['session_expired']))
  expect(asked).toBe(1)
})

test('a token that another tab renewed meanwhile is used, not renewed again', async () => {
  localStorage.setItem('topsmile.refreshed-at', String(Date.now() + 5_000))
  server.use(
    http.get('*/api/auth/me', () => problem(401, 'not_signed_in'), { once: true }),
    http.get('*/api/auth/me', () => HttpResponse.json({ user })),
  )

  expect((await me()).user.id).toBe(user.id)
  expect(refreshes).toBe(0)
})

test.each([
  [401, 'invalid_credentials'],
  [401, 'session_expired'],
  [403, 'not_allowed'],
  [404, 'not_found'],
  [409, 'slot_taken'],
  [422, 'invalid'],
  [500, 'unknown'],
])('%i %s is told as it is and never refreshed', async (status, code) => {
  server.use(
    http.get('*/api/auth/me', () =>
      problem(status, code, { errors: [{ field: 'name', message: 'no' }] }),
    ),
  )

  const error = await me().catch((reason: unknown) => reason)

  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ status, code, requestId: 'req-12345678', fields: { name: 'no' } })
  expect(refreshes).toBe(0)
})

test('no answer is a failure of the network', async () => {
  server.use(http.get('*/api/auth/me', () => HttpResponse.error()))

  await expect(me()).rejects.toBeInstanceOf(NetworkError)
})

test('every request has an id of its own', async () => {
  good = true
  await add()
  await add()

  expect(seen[0]?.id).not.toBe(seen[1]?.id)
})
