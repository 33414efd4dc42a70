import 'fake-indexeddb/auto'
import { act, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { keys } from '@/api/keys'
import { useOutbox } from '@/features/appointments/outbox'
import { openOutbox } from '@/features/appointments/outbox/work'
import { claim, wipe } from '@/lib/offline/vault'
import { createQueryClient } from '@/lib/query'
import { useUnsent } from '@/lib/unsent'
import { problem } from '@/test/clinic'
import { A, B, DAY, toB, toldDay, visitAt, watchMoved } from '@/test/watched-day'

/** A visit is moved without a network; every render of it is written down until it is settled. */
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
      connected ? HttpResponse.json(toldDay([told])) : HttpResponse.error(),
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

async function watch() {
  const client = createQueryClient()
  const close = await openOutbox(client)
  const { hand, path } = watchMoved(client)
  await waitFor(() => expect(path()).toEqual(['09:00']))
  const moveWithoutNetwork = async () => {
    connected = false
    act(() => hand.move({ appointment: A, to: toB }))
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
  const current = visitAt('11:00', 3)
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
  client.setQueryData([...keys.calendar, DAY], toldDay([A]))
  const close = await openOutbox(client)

  expect(states()).toEqual(['waiting'])
  const shown = client.getQueryData<ReturnType<typeof toldDay> & { appointments: (typeof A)[] }>([
    ...keys.calendar,
    DAY,
  ])
  expect(shown?.appointments[0]?.starts_local).toBe(B.starts_local)
  close()
})
