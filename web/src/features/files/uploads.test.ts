import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError, NetworkError } from '@/lib/errors'
import { chosen, storedFile } from '@/test/files'
import type { StoredFile } from './api'
import { phaseAfter, type Upload, waitBefore } from './queue'
import { createUploads, type Send } from './uploads'

type Call = {
  upload: Upload
  signal: AbortSignal
  progress: (share: number) => void
  succeed: (file: StoredFile) => void
  fail: (error: unknown) => void
}

let calls: Call[]
const onDone = vi.fn()
const onOver = vi.fn()
let queue: ReturnType<typeof createUploads>

const send: Send = (upload, { signal, onProgress }) =>
  new Promise((succeed, fail) => {
    calls.push({ upload, signal, progress: onProgress, succeed, fail })
  })

const call = (number: number): Call => {
  const found = calls[number]
  if (!found) throw new Error(`There was no call ${number}.`)
  return found
}
const list = () => queue.useUploads.getState().list
const only = () => list()[0] as Upload
const phases = () => list().map(({ phase }) => phase)
const settle = () => vi.advanceTimersByTimeAsync(0)
const cut = () => new NetworkError('cut')

function add(...names: string[]): void {
  queue.add(names.map((name) => ({ file: chosen(name), kind: 'photo', target: {}, refusal: null })))
}

beforeEach(() => {
  vi.useFakeTimers()
  calls = []
  onDone.mockReset()
  onOver.mockReset()
  queue = createUploads(send, { onDone, onOver })
})
afterEach(() => {
  queue.clear()
  vi.useRealTimers()
})

test('two at a time, the others in their turn', async () => {
  add('a.jpg', 'b.jpg', 'c.jpg')
  expect(phases()).toEqual(['sending', 'sending', 'waiting'])
  call(0).succeed(storedFile())
  await settle()

  expect(phases()).toEqual(['done', 'sending', 'sending'])
  expect(onDone).toHaveBeenCalledTimes(1)
})

test('progress is told, and when all has left the server judges', () => {
  add('a.jpg')
  call(0).progress(0.4)
  expect(only()).toMatchObject({ phase: 'sending', share: 0.4 })
  call(0).progress(1)
  expect(only()).toMatchObject({ phase: 'looking', share: 1 })
})

test('after a cut it starts anew by itself, with the same key', async () => {
  add('a.jpg')
  call(0).progress(0.7)
  call(0).fail(cut())
  await settle()
  expect(only()).toMatchObject({ phase: 'resting', share: 0 })
  expect(calls).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1_000)

  expect(calls).toHaveLength(2)
  expect(call(1).upload.key).toBe(call(0).upload.key)
  call(1).succeed(storedFile())
  await settle()
  expect(only().phase).toBe('done')
  expect(onOver).not.toHaveBeenCalled()
})

test('a network that is back is used at once', async () => {
  add('a.jpg')
  call(0).fail(cut())
  await settle()
  dispatchEvent(new Event('online'))

  expect(calls).toHaveLength(2)
})

test('after six cuts a person decides', async () => {
  add('a.jpg')
  for (let attempt = 0; attempt < 6; attempt += 1) {
    call(attempt).fail(cut())
    await vi.advanceTimersByTimeAsync(30_000)
  }

  expect(only()).toMatchObject({ phase: 'failed', attempts: 6 })
  expect(calls).toHaveLength(6)
  queue.resume(only().id)
  expect(only()).toMatchObject({ phase: 'sending', attempts: 1 })
})

test('a refusal is final, until it is sent as something else, which is another wish', async () => {
  add('a.jpg')
  call(0).fail(new ApiError(415, { code: 'wrong_type' }, ''))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(only().phase).toBe('refused')
  expect(calls).toHaveLength(1)
  queue.sendAs(only().id, 'document', null)

  expect(call(1).upload).toMatchObject({ kind: 'document' })
  expect(call(1).upload.key).not.toBe(call(0).upload.key)
})

test('what our own checks refuse never leaves', () => {
  queue.add([{ file: chosen('a.exe'), kind: 'photo', target: {}, refusal: 'wrong_type' }])

  expect(phases()).toEqual(['refused'])
  expect(calls).toHaveLength(0)
})

test('paused by hand it leaves the line to others, and what it says later is not heard', async () => {
  add('a.jpg', 'b.jpg', 'c.jpg')
  queue.pause(only().id)
  expect(call(0).signal.aborted).toBe(true)
  call(0).progress(0.9)
  call(0).fail(call(0).signal.reason)
  await settle()
  expect(list()[0]).toMatchObject({ phase: 'paused', share: 0 })
  expect(phases()).toEqual(['paused', 'sending', 'sending'])
  call(1).succeed(storedFile())
  await settle()
  queue.resume(only().id)

  expect(phases()).toEqual(['sending', 'done', 'sending'])
  expect(call(3).upload.key).toBe(call(0).upload.key)
})

test('cancelled while it rests, it does not come back', async () => {
  add('a.jpg')
  call(0).fail(cut())
  await settle()
  queue.remove(only().id)
  await vi.advanceTimersByTimeAsync(60_000)

  expect(list()).toEqual([])
  expect(calls).toHaveLength(1)
})

test('the page asks before it is left, only while something is on its way', async () => {
  const asks = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect(asks()).toBe(false)
  add('a.jpg')
  expect(asks()).toBe(true)
  call(0).succeed(storedFile())
  await settle()

  expect(asks()).toBe(false)
})

test('after sign-out nothing is left and nothing goes on', () => {
  add('a.jpg', 'b.jpg', 'c.jpg')
  queue.clear()

  expect(list()).toEqual([])
  expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, true])
})

test('what a failure means', () => {
  const busy = new ApiError(429, { code: 'too_many_requests' }, '')
  const broken = new ApiError(500, {}, '')
  const over = new ApiError(401, { code: 'session_expired' }, '')

  expect(phaseAfter(cut(), 1)).toBe('resting')
  expect(phaseAfter(busy, 1)).toBe('resting')
  expect(phaseAfter(broken, 6)).toBe('failed')
  expect(phaseAfter(over, 1)).toBe('failed')
  expect(phaseAfter(new ApiError(413, { code: 'quota_exceeded' }, ''), 1)).toBe('refused')
})

test('waits grow, but not for ever', () => {
  expect([1, 2, 3, 4].map((attempt) => waitBefore(attempt, 1))).toEqual([1e3, 2e3, 4e3, 8e3])
  expect(waitBefore(20, 1)).toBe(30_000)
  expect(waitBefore(1, 0)).toBe(500)
})
