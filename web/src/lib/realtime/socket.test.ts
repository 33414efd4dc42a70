import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeSocket, last } from '@/test/socket'
import { type Line, LiveSocket, waitBefore } from './socket'

const states: string[] = []
const frames: string[] = []
const onGap = vi.fn()
const renew = vi.fn<Line['renew']>()
let count = 0
let socket: LiveSocket

function listen() {
  count += 1
  socket = new LiveSocket({
    identity: `someone ${count}`,
    address: (since) => `ws://clinic.test/api/realtime?since=${since ?? ''}`,
    onFrame: ({ event }) => frames.push(event),
    onGap,
    onState: (state) => states.push(state),
    renew,
  })
}

function network(on: boolean) {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(on)
  dispatchEvent(new Event(on ? 'online' : 'offline'))
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  FakeSocket.all = []
  states.length = frames.length = 0
  onGap.mockReset()
  renew.mockReset()
  listen()
})
afterEach(() => {
  socket.close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('the first hello asks everything once: what changed before it was heard by nobody', () => {
  last().say('hello', 41)

  expect(states).toEqual(['connecting', 'live'])
  expect(onGap).toHaveBeenCalledOnce()
})

test('after a cut it goes on where it was, and a hello does not skip what is still to come', () => {
  last().say('hello', 41)
  last().say('appointment.created', 42)
  last().end(1006)
  vi.advanceTimersByTime(500)

  expect(last().url).toContain('since=42')
  last().say('hello', 45)
  last().end(1006)
  vi.advanceTimersByTime(500)
  expect(last().url).toContain('since=42')
  expect(onGap).toHaveBeenCalledOnce()
})

test('what is too old to be resumed is asked again, and the next cut begins there', () => {
  last().say('hello', 1)
  last().say('reset', 9_000)
  last().end(1012)
  vi.advanceTimersByTime(500)

  expect(onGap).toHaveBeenCalledTimes(2)
  expect(frames).toEqual([])
  expect(last().url).toContain('since=9000')
})

test('each failure waits longer, never longer than half a minute, and not all for the same time', () => {
  expect([0, 1, 2].map((attempt) => waitBefore(attempt, 1))).toEqual([500, 1000, 2000])
  expect(waitBefore(50, 1)).toBe(30_000)
  expect(waitBefore(3, 0)).toBe(2_000)
})

test('a server that says nothing for 45 seconds is gone, a ping keeps it', () => {
  last().say('hello', 1)
  vi.advanceTimersByTime(40_000)
  last().say('ping', 1)
  vi.advanceTimersByTime(40_000)
  expect(FakeSocket.all).toHaveLength(1)
  vi.advanceTimersByTime(11_000)

  expect(FakeSocket.all).toHaveLength(2)
  expect(FakeSocket.all[0]?.closed).toBe(true)
})

test('a machine that slept looks at the clock when it wakes', () => {
  last().say('hello', 1)
  vi.setSystemTime(Date.now() + 600_000)
  document.dispatchEvent(new Event('visibilitychange'))

  expect(FakeSocket.all).toHaveLength(2)
})

test('without a network it waits for one, and does not wait a moment longer', () => {
  last().say('hello', 1)
  network(false)
  expect(last().closed).toBe(true)
  vi.advanceTimersByTime(120_000)
  expect(FakeSocket.all).toHaveLength(1)
  network(true)

  expect(FakeSocket.all).toHaveLength(2)
  expect(states).toEqual(['connecting', 'live', 'offline', 'reconnecting'])
})

test('an ended token is renewed once', async () => {
  renew.mockResolvedValue(true)
  last().say('hello', 1)
  last().end(4401)
  await vi.advanceTimersByTimeAsync(10)
  expect(FakeSocket.all).toHaveLength(2)
  last().end(4401)
  await vi.advanceTimersByTimeAsync(60_000)

  expect(FakeSocket.all).toHaveLength(2)
  expect(renew).toHaveBeenCalledOnce()
  expect(states.at(-1)).toBe('off')
})

test('refused with new tokens too, the page is told: another request may have renewed them', async () => {
  renew.mockResolvedValue(true)
  last().say('hello', 1)
  onGap.mockReset()
  last().end(4401)
  await vi.advanceTimersByTimeAsync(10)
  expect(onGap).not.toHaveBeenCalled()
  last().end(4401)
  await vi.advanceTimersByTimeAsync(10)

  expect(onGap).toHaveBeenCalledOnce()
})

test('a session that is over is over; one that nobody could ask about is tried again', async () => {
  renew.mockRejectedValueOnce(new Error('no network')).mockResolvedValue(false)
  last().end(4401)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(FakeSocket.all).toHaveLength(2)
  expect(onGap).not.toHaveBeenCalled()
  last().end(4401)
  await vi.advanceTimersByTimeAsync(60_000)

  expect(FakeSocket.all).toHaveLength(2)
  expect(onGap).toHaveBeenCalledOnce()
})

test.each([4400, 4403, 4404])('who is not wanted (%i) does not come back', (code) => {
  last().end(code)
  vi.advanceTimersByTime(120_000)

  expect(FakeSocket.all).toHaveLength(1)
})

test('a closed one hears nothing and never returns', () => {
  socket.close()
  last().say('appointment.created', 2)
  dispatchEvent(new Event('online'))
  vi.advanceTimersByTime(120_000)

  expect(frames).toEqual([])
  expect(FakeSocket.all).toHaveLength(1)
})
