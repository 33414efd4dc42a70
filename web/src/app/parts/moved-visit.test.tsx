import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { act, render, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { keys } from '@/api/keys'
import { type Move, useMove } from '@/features/appointments/api'
import { calendar } from '@/features/calendar/api'
import { createQueryClient } from '@/lib/query'
import { applying } from '@/lib/realtime/applying'
import { appointment, problem } from '@/test/clinic'

/** A visit is moved from A to B; every render of it is written down, whatever arrives meanwhile. */
const DAY = '2030-01-07'
const at = (time: string, version: number) => ({
  ...appointment(`${DAY}T${time}:00`, { version }),
  ends_local: `${DAY}T${time}:30`,
})
const A = at('09:00', 1)
const B = at('10:00', 2)
const day = (visit: typeof A) => ({
  timezone: 'America/Sao_Paulo',
  today: DAY,
  now_local: `${DAY}T08:00:00`,
  step_minutes: 15,
  providers: [],
  appointments: [visit],
})
const to = { starts_at: B.starts_at, starts_local: B.starts_local, provider: B.provider }

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

/** An answer that waits until it is let go. */
function held<T>() {
  let release: (answer: T) => void = () => undefined
  const answer = new Promise<T>((resolve) => {
    release = resolve
  })
  return { answer, release }
}

type Hand = { move: (wish: Move) => void }

function Watched({ hand, renders }: { hand: Hand; renders: string[] }) {
  const { data } = useQuery(calendar(DAY))
  const { mutate } = useMove()
  hand.move = mutate
  const [visit] = data?.appointments ?? []
  if (visit) renders.push(visit.starts_local.slice(11, 16))
  return null
}

function watch() {
  const client = createQueryClient()
  const live = applying(client)
  const renders: string[] = []
  const hand: Hand = { move: () => undefined }
  render(
    <QueryClientProvider client={client}>
      <Watched hand={hand} renders={renders} />
    </QueryClientProvider>,
  )
  /** Where it was seen, one after the other. */
  const path = () => renders.filter((place, index) => place !== renders[index - 1])
  const settled = () => waitFor(() => expect(client.isFetching() + client.isMutating()).toBe(0))
  const poll = () => act(() => client.invalidateQueries({ queryKey: keys.calendar }))
  const hear = (version: number) =>
    live.apply({
      seq: version,
      event: 'appointment.rescheduled',
      ids: { appointment_id: A.id, version },
    })
  return { hand, path, settled, poll, hear }
}

test('a moved visit goes from A to B and never back, whatever arrives late or again', async () => {
  const moved = held<typeof B>()
  let told = A
  server.use(
    http.get('*/api/scheduling/calendar', () => HttpResponse.json(day(told))),
    http.post('*/api/scheduling/appointments/a1/reschedule', async () =>
      HttpResponse.json(await moved.answer),
    ),
  )
  const { hand, path, settled, poll, hear } = watch()
  await waitFor(() => expect(path()).toEqual(['09:00']))

  act(() => hand.move({ appointment: A, to }))
  await waitFor(() => expect(path()).toEqual(['09:00', '10:00']))
  // A poll that knows nothing of it yet, and a frame that makes the day be asked again.
  await poll()
  hear(1)
  moved.release(B)
  await settled()
  // What was asked after the answer may still come from before it.
  await poll()
  told = B
  hear(2)
  await poll()
  await settled()

  expect(path()).toEqual(['09:00', '10:00'])
})

const refusals: [string, () => Response, string[]][] = [
  ['taken by somebody else', () => problem(409, 'slot_taken'), ['09:00', '10:00', '09:00']],
  [
    'moved by a colleague first',
    () => problem(409, 'version_conflict', { current: at('11:00', 3) }),
    ['09:00', '10:00', '11:00'],
  ],
]

test.each(refusals)(
  'a move that is refused goes back once, and stays: %s',
  async (_, no, places) => {
    const refused = held<Response>()
    server.use(
      http.get('*/api/scheduling/calendar', () => HttpResponse.json(day(A))),
      http.post('*/api/scheduling/appointments/a1/reschedule', () => refused.answer),
    )
    const { hand, path, settled } = watch()
    await waitFor(() => expect(path()).toEqual(['09:00']))
    act(() => hand.move({ appointment: A, to }))
    await waitFor(() => expect(path()).toEqual(['09:00', '10:00']))

    refused.release(no())
    await waitFor(() => expect(path()).toEqual(places))
    await settled()

    // The day, asked again, still tells the oldest: by its version it is known to be old.
    expect(path()).toEqual(places)
  },
)

test('an echo of what was done here asks nothing and draws nothing', async () => {
  let asked = 0
  server.use(
    http.get('*/api/scheduling/calendar', () => {
      asked += 1
      return HttpResponse.json(day(asked === 1 ? A : B))
    }),
    http.post('*/api/scheduling/appointments/a1/reschedule', () => HttpResponse.json(B)),
  )
  const { hand, path, settled, hear } = watch()
  await waitFor(() => expect(path()).toEqual(['09:00']))
  act(() => hand.move({ appointment: A, to }))
  await settled()
  const before = asked

  hear(1)
  hear(2)
  await settled()

  expect(asked).toBe(before)
  expect(path()).toEqual(['09:00', '10:00'])
})
