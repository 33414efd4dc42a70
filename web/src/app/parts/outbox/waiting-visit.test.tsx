import 'fake-indexeddb/auto'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { act, render, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { keys } from '@/api/keys'
import { type Move, useMove } from '@/features/appointments/api'
import { useOutbox } from '@/features/appointments/outbox'
import { openOutbox } from '@/features/appointments/outbox/work'
import { calendar } from '@/features/calendar/api'
import { claim, wipe } from '@/lib/offline/vault'
import { createQueryClient } from '@/lib/query'
import { useUnsent } from '@/lib/unsent'
import { appointment, problem } from '@/test/clinic'

/** A visit is moved without a network; every render of it is written down until it is settled. */
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

/** Turns, as browsers keep them. */
function turns() {
  const last = new Map<string, Promise<unknown>>()
  return {
    request: (name: string, act: () => Promise<unknown>) => {
      const turn = (last.get(name) ?? Promise.resolve()).then(act, act)
      last.set(
        name,
        turn.catch(() => undefined),
      )
      return turn
    },
  }
}

const server = setupServer()
let connected = true
let told = A

beforeAll(() => {
  vi.stubGlobal('navigator', Object.assign(navigator, { locks: turns() }))
  vi.spyOn(navigator, 'onLine', 'get').mockImplementation(() => connected)
  server.listen({ onUnhandledRequest: 'error' })
})
beforeEach(async () => {
  connected = true
  told = A
  await claim({ person: 'mia', clinic: 'sorriso' })
  server.use(
    http.get('*/api/scheduling/calendar', () =>
      connected ? HttpResponse.json(day(told)) : HttpResponse.error(),
    ),
  )
})
afterEach(async () => {
  server.resetHandlers()
  await wipe()
})
afterAll(() => {
  server.close()
  vi.unstubAllGlobals()
})

type Hand = { move: (wish: Move) => void }

function Watched({ hand, renders }: { hand: Hand; renders: string[] }) {
  const { data } = useQuery(calendar(DAY))
  const { mutate } = useMove()
  hand.move = mutate
  const [visit] = data?.appointments ?? []
  if (visit) renders.push(visit.starts_local.slice(11, 16))
  return null
}

async function watch() {
  const client = createQueryClient()
  const close = await openOutbox(client)
  const renders: string[] = []
  const hand: Hand = { move: () => undefined }
  render(
    <QueryClientProvider client={client}>
      <Watched hand={hand} renders={renders} />
    </QueryClientProvider>,
  )
  const path = () => renders.filter((place, index) => place !== renders[index - 1])
  await waitFor(() => expect(path()).toEqual(['09:00']))
  const moveWithoutNetwork = async () => {
    connected = false
    act(() => hand.move({ appointment: A, to }))
    await waitFor(() => expect(useUnsent.getState().marks).toEqual({ a1: 'waiting' }))
  }
  const connect = () =>
    act(async () => {
      connected = true
      dispatchEvent(new Event('online'))
      await client.invalidateQueries({ queryKey: keys.calendar })
    })
  const settled = () => waitFor(() => expect(client.isFetching() + client.isMutating()).toBe(0))
  return { client, close, path, moveWithoutNetwork, connect, settled }
}

const states = () => useOutbox.getState().line.map(({ state }) => state)

test('done: from where it was to where it was wished, and never back', async () => {
  server.use(
    http.post('*/api/scheduling/appointments/a1/reschedule', () => {
      told = B
      return HttpResponse.json(B)
    }),
  )
  const { path, moveWithoutNetwork, connect, settled, close } = await watch()
  await moveWithoutNetwork()
  expect(path()).toEqual(['09:00', '10:00'])
  // The day, asked again before it was sent, knows nothing of it.
  await connect()
  await waitFor(() => expect(states()).toEqual(['done']))
  await settled()

  expect(path()).toEqual(['09:00', '10:00'])
  close()
})

test('refused: back once, to what is there now', async () => {
  const current = at('11:00', 3)
  server.use(
    http.post('*/api/scheduling/appointments/a1/reschedule', () => {
      told = current
      return problem(409, 'version_conflict', { current })
    }),
  )
  const { path, moveWithoutNetwork, connect, settled, close } = await watch()
  await moveWithoutNetwork()
  await connect()
  await waitFor(() => expect(states()).toEqual(['conflict']))
  await settled()

  expect(path()).toEqual(['09:00', '10:00', '11:00'])
  expect(useUnsent.getState()).toMatchObject({ marks: { a1: 'undecided' }, count: 1 })
  close()
})

test('taken back: as if it had never been wished', async () => {
  const { path, moveWithoutNetwork, connect, settled, close } = await watch()
  await moveWithoutNetwork()
  const { line, outbox } = useOutbox.getState()
  await act(async () => {
    for (const intent of line) await outbox?.drop(intent)
  })
  await connect()
  await settled()

  expect(path()).toEqual(['09:00', '10:00', '09:00'])
  expect(states()).toEqual([])
  close()
})

test('another tab, or the same after a reload, shows what waits', async () => {
  const first = await watch()
  await first.moveWithoutNetwork()
  first.close()
  const client = createQueryClient()
  client.setQueryData([...keys.calendar, DAY], day(A))
  const close = await openOutbox(client)

  expect(states()).toEqual(['waiting'])
  const shown = client.getQueryData<ReturnType<typeof day>>([...keys.calendar, DAY])
  expect(shown?.appointments[0]?.starts_local).toBe(B.starts_local)
  close()
})
