import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { act, render, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { keys } from '@/api/keys'
import { useBookFor, type Wish } from '@/features/appointments/book'
import { calendar } from '@/features/calendar/api'
import { createQueryClient } from '@/lib/query'
import { isGuess } from '@/lib/versions'
import { ana, appointment, cleaning, problem, rui, slot, user } from '@/test/clinic'
import { useExpected } from './use-expected'

/** A visit is booked at the desk; all that the calendar shows meanwhile is written down. */
const DAY = '2030-01-07'
const WALL = `${DAY}T10:00:00`
const made = appointment(WALL)
const wish: Wish = { service_id: cleaning.id, slot: slot(WALL), patient: made.patient, notes: '' }
const told = (visits: object[]) => ({
  timezone: 'America/Sao_Paulo',
  today: DAY,
  now_local: `${DAY}T08:00:00`,
  step_minutes: 15,
  providers: [],
  appointments: visits,
})
const listed = {
  ...made,
  ends_local: `${DAY}T10:30:00`,
  buffer_before_minutes: 0,
  buffer_after_minutes: 10,
}

const server = setupServer(
  http.get('*/api/scheduling/services', () => HttpResponse.json({ items: [cleaning] })),
  http.get('*/api/scheduling/providers', () => HttpResponse.json({ items: [ana, rui] })),
)
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const days = [DAY]
type Hand = { book: (wish: Wish) => void }

function Watched({ hand, renders }: { hand: Hand; renders: string[] }) {
  const { data } = useQuery(calendar(DAY))
  const shown = useExpected(data, days, user)
  const { mutate } = useBookFor()
  hand.book = mutate
  if (shown)
    renders.push(
      shown.appointments
        .map((visit) => `${visit.starts_local.slice(11, 16)}${isGuess(visit) ? '?' : ''}`)
        .join(' and '),
    )
  return null
}

function watch() {
  const client = createQueryClient()
  const renders: string[] = []
  const hand: Hand = { book: () => undefined }
  render(
    <QueryClientProvider client={client}>
      <Watched hand={hand} renders={renders} />
    </QueryClientProvider>,
  )
  const path = () => renders.filter((each, index) => each !== renders[index - 1])
  const settled = () => waitFor(() => expect(client.isFetching() + client.isMutating()).toBe(0))
  const poll = () => act(() => client.invalidateQueries({ queryKey: keys.calendar }))
  return { hand, path, settled, poll }
}

/** An answer that waits until it is let go. */
function held() {
  let release: (answer: Response) => void = () => undefined
  const answer = new Promise<Response>((resolve) => {
    release = resolve
  })
  return { answer, release: (response: Response) => act(() => release(response)) }
}

const DONE = () => HttpResponse.json(made, { status: 201 })

test('shown at the click, then as it is: never gone between, never there twice', async () => {
  let known: object[] = []
  const { answer, release } = held()
  server.use(
    http.get('*/api/scheduling/calendar', () => HttpResponse.json(told(known))),
    http.post('*/api/scheduling/appointments', () => answer),
  )
  const { hand, path, settled, poll } = watch()
  await waitFor(() => expect(path()).toEqual(['']))
  act(() => hand.book(wish))
  await waitFor(() => expect(path()).toEqual(['', '10:00?']))
  await poll()
  expect(path()).toEqual(['', '10:00?'])
  // The news of it may be quicker than the answer.
  known = [listed]
  await poll()
  await waitFor(() => expect(path()).toEqual(['', '10:00?', '10:00']))
  release(DONE())
  await settled()
  expect(path()).toEqual(['', '10:00?', '10:00'])
})

test('the answer stands there until the day is told anew', async () => {
  const [booked, anew] = [held(), held()]
  let asked = 0
  server.use(
    http.get('*/api/scheduling/calendar', () => {
      asked += 1
      return asked === 1 ? HttpResponse.json(told([])) : anew.answer
    }),
    http.post('*/api/scheduling/appointments', () => booked.answer),
  )
  const { hand, path, settled } = watch()
  await waitFor(() => expect(path()).toEqual(['']))
  act(() => hand.book(wish))
  await waitFor(() => expect(path()).toEqual(['', '10:00?']))
  booked.release(DONE())
  await waitFor(() => expect(asked).toBe(2))
  expect(path()).toEqual(['', '10:00?', '10:00'])
  anew.release(HttpResponse.json(told([listed])))
  await settled()
  expect(path()).toEqual(['', '10:00?', '10:00'])
})

test('what is refused was only expected, and is gone', async () => {
  const { answer, release } = held()
  server.use(
    http.get('*/api/scheduling/calendar', () => HttpResponse.json(told([]))),
    http.post('*/api/scheduling/appointments', () => answer),
  )
  const { hand, path, settled } = watch()
  await waitFor(() => expect(path()).toEqual(['']))
  act(() => hand.book(wish))
  await waitFor(() => expect(path()).toEqual(['', '10:00?']))
  release(problem(409, 'slot_taken'))
  await settled()
  expect(path()).toEqual(['', '10:00?', ''])
})
