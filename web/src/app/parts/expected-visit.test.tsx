import { useQuery } from '@tanstack/react-query'
import { act, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { keys } from '@/api/keys'
import { useBookFor, type Wish } from '@/features/appointments/book'
import { calendar } from '@/features/calendar/api'
import { createQueryClient } from '@/lib/query'
import { isGuess } from '@/lib/versions'
import { ana, appointment, cleaning, problem, rui, slot, user } from '@/test/clinic'
import { held } from '@/test/held'
import { DAY, toldDay, watch } from '@/test/watched-day'
import { useExpected } from './use-expected'

/** A visit is booked at the desk; all that the calendar shows meanwhile is written down. */
const WALL = `${DAY}T10:00:00`
const made = appointment(WALL)
const wish: Wish = { service_id: cleaning.id, slot: slot(WALL), patient: made.patient, notes: '' }
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

function watchBooked() {
  const client = createQueryClient()
  const hand: Hand = { book: () => undefined }
  const path = watch(client, (renders) => <Watched hand={hand} renders={renders} />)
  const settled = () => waitFor(() => expect(client.isFetching() + client.isMutating()).toBe(0))
  const poll = () => act(() => client.invalidateQueries({ queryKey: keys.calendar }))
  return { hand, path, settled, poll }
}

const DONE = () => HttpResponse.json(made, { status: 201 })

test('shown at the click, then as it is: never gone between, never there twice', async () => {
  let known: object[] = []
  const { answer, release } = held<Response>()
  server.use(
    http.get('*/api/scheduling/calendar', () => HttpResponse.json(toldDay(known))),
    http.post('*/api/scheduling/appointments', () => answer),
  )
  const { hand, path, settled, poll } = watchBooked()
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
  const [booked, anew] = [held<Response>(), held<Response>()]
  let asked = 0
  server.use(
    http.get('*/api/scheduling/calendar', () => {
      asked += 1
      return asked === 1 ? HttpResponse.json(toldDay([])) : anew.answer
    }),
    http.post('*/api/scheduling/appointments', () => booked.answer),
  )
  const { hand, path, settled } = watchBooked()
  await waitFor(() => expect(path()).toEqual(['']))
  act(() => hand.book(wish))
  await waitFor(() => expect(path()).toEqual(['', '10:00?']))
  booked.release(DONE())
  await waitFor(() => expect(asked).toBe(2))
  expect(path()).toEqual(['', '10:00?', '10:00'])
  anew.release(HttpResponse.json(toldDay([listed])))
  await settled()
  expect(path()).toEqual(['', '10:00?', '10:00'])
})

test('what is refused was only expected, and is gone', async () => {
  const { answer, release } = held<Response>()
  server.use(
    http.get('*/api/scheduling/calendar', () => HttpResponse.json(toldDay([]))),
    http.post('*/api/scheduling/appointments', () => answer),
  )
  const { hand, path, settled } = watchBooked()
  await waitFor(() => expect(path()).toEqual(['']))
  act(() => hand.book(wish))
  await waitFor(() => expect(path()).toEqual(['', '10:00?']))
  release(problem(409, 'slot_taken'))
  await settled()
  expect(path()).toEqual(['', '10:00?', ''])
})
