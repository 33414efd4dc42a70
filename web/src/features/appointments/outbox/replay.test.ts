import { expect, test } from 'vitest'
import { ApiError, NetworkError } from '@/lib/errors'
import { freshHeaders } from '@/lib/intents'
import { appointment } from '@/test/clinic'
import { type Action, after } from '../transitions'
import { stepOf, visitIn } from '../wish'
import { again, type Intent, joined, type Line } from './line'
import { replay, type Send, type Shelf } from './replay'

const visit = (id: string) => appointment('2030-01-07T09:00:00', { id, version: 1 })

/** A store that forgets nothing, and a server that remembers keys and counts what it has done. */
function office(...wishes: [id: string, action: Action][]) {
  let line: Line = wishes.reduce<Line>(
    (all, [id, action], at) =>
      joined(all, {
        wish: stepOf({ appointment: visit(id), action }),
        headers: freshHeaders(),
        at,
        tried: false,
      }),
    [],
  )
  const shelf: Shelf = {
    load: async () => line,
    change: async (make) => {
      line = make(line)
      return line
    },
  }
  const asked: string[] = []
  const answers = new Map<string, ReturnType<typeof visit>>()
  const versions = new Map<string, number>()
  const faults: Error[] = []
  const send: Send = async (wish, headers) => {
    if (wish.act !== 'step') throw new Error('Only steps here.')
    const { id, version } = visitIn(wish)
    asked.push(`${id} ${wish.step.action}`)
    const fault = faults.shift()
    const key = headers['Idempotency-Key']
    const known = answers.get(key)
    if (fault && !(fault instanceof NetworkError)) throw fault
    if (!known && version !== (versions.get(id) ?? 1))
      throw new ApiError(409, { code: 'version_conflict' }, 'req')
    const next = { ...visit(id), version: version + 1, status: after(wish.step.action) }
    const answer = known ?? next
    answers.set(key, answer)
    versions.set(id, answer.version)
    // It was done; only the answer is lost.
    if (fault) throw fault
    return answer
  }
  const states = () => line.map(({ state }) => state)
  return { shelf, send, asked, faults, versions, states }
}

test('in order, one upon the other', async () => {
  const { shelf, send, asked, states } = office(
    ['a', 'check-in'],
    ['b', 'check-in'],
    ['a', 'start'],
  )
  await replay(shelf, send)

  expect(asked).toEqual(['a check-in', 'b check-in', 'a start'])
  expect(states()).toEqual(['done', 'done', 'done'])
})

test('after a lost answer the same is asked again, and is done once', async () => {
  const { shelf, send, asked, faults, versions, states } = office(
    ['a', 'check-in'],
    ['b', 'confirm'],
  )
  faults.push(new NetworkError('cut on the way back'))
  await expect(replay(shelf, send)).rejects.toThrow('cut')
  expect(states()).toEqual(['waiting', 'waiting'])
  await replay(shelf, send)

  expect(asked).toEqual(['a check-in', 'a check-in', 'b confirm'])
  expect(states()).toEqual(['done', 'done'])
  expect(versions.get('a')).toBe(2)
})

test('a fault of the server stops the line, and nothing overtakes', async () => {
  const { shelf, send, asked, faults, states } = office(['a', 'check-in'], ['b', 'confirm'])
  faults.push(new ApiError(500, { code: 'server_error' }, 'req'))
  await expect(replay(shelf, send)).rejects.toThrow()

  expect(asked).toEqual(['a check-in'])
  expect(states()).toEqual(['waiting', 'waiting'])
})

test('what the server breaks on again and again waits for a person, and the others go on', async () => {
  const { shelf, send, asked, faults, states } = office(
    ['a', 'check-in'],
    ['a', 'start'],
    ['b', 'confirm'],
  )
  faults.push(
    ...Array.from({ length: 5 }, () => new ApiError(500, { code: 'server_error' }, 'req')),
  )
  for (let round = 1; round < 5; round++) {
    await expect(replay(shelf, send)).rejects.toThrow()
    expect(states()).toEqual(['waiting', 'waiting', 'waiting'])
  }
  await replay(shelf, send)
  expect(states()).toEqual(['failed', 'held', 'done'])

  await shelf.change((line) => again(line, line[0] as Intent))
  expect(states()).toEqual(['waiting', 'waiting', 'done'])
  await replay(shelf, send)
  expect(asked).toEqual([...Array(5).fill('a check-in'), 'b confirm', 'a check-in', 'a start'])
  expect(states()).toEqual(['done', 'done', 'done'])
})

test('a server that is away is no fault of what waits, however often', async () => {
  const { shelf, send, faults, states } = office(['a', 'check-in'], ['b', 'confirm'])
  faults.push(...Array.from({ length: 9 }, () => new ApiError(503, { code: 'unavailable' }, 'req')))
  for (let round = 0; round < 9; round++) await expect(replay(shelf, send)).rejects.toThrow()

  expect(states()).toEqual(['waiting', 'waiting'])
})

test('a conflict holds its own visit, and the others go on', async () => {
  const { shelf, send, asked, faults, states } = office(
    ['a', 'check-in'],
    ['a', 'start'],
    ['b', 'confirm'],
  )
  faults.push(new ApiError(409, { code: 'version_conflict' }, 'req'))
  await replay(shelf, send)

  expect(asked).toEqual(['a check-in', 'b confirm'])
  expect(states()).toEqual(['conflict', 'held', 'done'])
})
