import { act, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { keys } from '@/api/keys'
import { createQueryClient } from '@/lib/query'
import { applying } from '@/lib/realtime/applying'
import { problem } from '@/test/clinic'
import { held } from '@/test/held'
import { A, B, toB, toldDay, visitAt, watchMoved } from '@/test/watched-day'

/** A visit is moved from A to B; every render of it is written down, whatever arrives meanwhile. */
const server = setupServer()
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

function watch() {
  const client = createQueryClient()
  const live = applying(client)
  const { hand, path } = watchMoved(client)
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
    http.get('*/api/scheduling/calendar', () => HttpResponse.json(toldDay([told]))),
    http.post('*/api/scheduling/appointments/a1/reschedule', async () =>
      HttpResponse.json(await moved.answer),
    ),
  )
  const { hand, path, settled, poll, hear } = watch()
  await waitFor(() => expect(path()).toEqual(['09:00']))

  act(() => hand.move({ appointment: A, to: toB }))
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
    () => problem(409, 'version_conflict', { current: visitAt('11:00', 3) }),
    ['09:00', '10:00', '11:00'],
  ],
]

test.each(refusals)(
  'a move that is refused goes back once, and stays: %s',
  async (_, no, places) => {
    const refused = held<Response>()
    server.use(
      http.get('*/api/scheduling/calendar', () => HttpResponse.json(toldDay([A]))),
      http.post('*/api/scheduling/appointments/a1/reschedule', () => refused.answer),
    )
    const { hand, path, settled } = watch()
    await waitFor(() => expect(path()).toEqual(['09:00']))
    act(() => hand.move({ appointment: A, to: toB }))
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
      return HttpResponse.json(toldDay([asked === 1 ? A : B]))
    }),
    http.post('*/api/scheduling/appointments/a1/reschedule', () => HttpResponse.json(B)),
  )
  const { hand, path, settled, hear } = watch()
  await waitFor(() => expect(path()).toEqual(['09:00']))
  act(() => hand.move({ appointment: A, to: toB }))
  await settled()
  const before = asked

  hear(1)
  hear(2)
  await settled()

  expect(asked).toBe(before)
  expect(path()).toEqual(['09:00', '10:00'])
})
