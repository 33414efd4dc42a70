import { act, screen, waitFor } from '@testing-library/react'
import { HttpResponse, http, ws } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { clinic, publicReads, slot } from '@/test/clinic'
import { open } from '@/test/open'

const PAGE = '/book/sorriso?service=clean&with=ana&day=2030-01-08'
const socket = ws.link('ws://clinic.test/api/realtime')
let free: string[]
let asked: URL | undefined

const server = setupServer(
  socket.addEventListener('connection', ({ client }) => {
    asked = client.url
    client.send(JSON.stringify({ seq: 7, event: 'hello', ids: {} }))
  }),
  ...publicReads(() => free.map((time) => slot(`2030-01-08T${time}:00`))),
)

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => {
  free = ['09:00', '10:00', '11:00']
})
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

function someoneTakes(...times: string[]) {
  free = free.filter((time) => !times.includes(time))
  socket.broadcast(JSON.stringify({ seq: 8, event: 'availability.changed', ids: {} }))
}

test('a time that someone takes goes, is told of, and leaves the focus beside it', async () => {
  open(PAGE)
  const radio = await screen.findByRole('radio', { name: '10:00' })
  await waitFor(() => expect(asked?.searchParams.get('clinic')).toBe('sorriso'))
  radio.focus()
  someoneTakes('10:00')

  expect(await screen.findByText('Someone just took 10:00.')).toBeTruthy()
  expect(screen.queryByRole('radio', { name: '10:00' })).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('radio', { name: '11:00' }))
})

test('the marked time is no longer offered once it is taken', async () => {
  open(PAGE)
  const radio = await screen.findByRole('radio', { name: '11:00' })
  radio.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 0 }))
  expect(await screen.findByRole('button', { name: /Continue with .*11:00/ })).toBeTruthy()
  someoneTakes('10:00', '11:00')

  expect(await screen.findByText('Someone just took 10:00 and 11:00.')).toBeTruthy()
  await waitFor(() => expect(screen.queryByRole('button', { name: /Continue/ })).toBeNull())
})

test('what went while nobody looked was taken from nobody', async () => {
  const { client, router } = open(PAGE)
  await screen.findByRole('radio', { name: '10:00' })
  await act(() => router.navigate({ to: '/book/$slug', params: { slug: 'sorriso' }, search: {} }))
  await act(() => client.invalidateQueries({ queryKey: ['availability'] }))
  let answer: (free: string[]) => void = () => undefined
  const answered = new Promise<string[]>((resolve) => {
    answer = resolve
  })
  server.use(
    http.get('*/api/scheduling/availability', async () => {
      const slots = (await answered).map((time) => slot(`2030-01-08T${time}:00`))
      return HttpResponse.json({ timezone: clinic.timezone, slots, next_available_on: null })
    }),
  )
  await act(async () => router.history.back())
  expect(await screen.findByRole('radio', { name: '10:00' })).toBeTruthy()

  answer(['09:00', '11:00'])
  await waitFor(() => expect(screen.queryByRole('radio', { name: '10:00' })).toBeNull())
  expect(screen.getByRole('radio', { name: '11:00' })).toBeTruthy()
  expect(screen.queryByText(/Someone just took/)).toBeNull()
})
