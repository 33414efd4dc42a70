import type { Headers } from '@/lib/intents'
import type { Appointment } from '../cache'
import type { Wish } from '../wish'
import {
  broken,
  done,
  type Intent,
  isFault,
  isSame,
  isVerdict,
  isWaiting,
  type Line,
  refused,
  underWay,
} from './line'

export type Shelf = {
  load: () => Promise<Line>
  /** Every change begins with what is there now, in whichever tab that was made. */
  change: (make: (line: Line) => Line) => Promise<Line>
}

export type Send = (wish: Wish, headers: Headers) => Promise<Appointment>

/** The first in the line, which may have arrived from now on. */
async function take(shelf: Shelf): Promise<Intent | undefined> {
  if (!(await shelf.load()).some(isWaiting)) return
  let next: Intent | undefined
  await shelf.change((line) => {
    next = line.find(isWaiting)
    return next ? underWay(line, next) : line
  })
  return next
}

/**
 * Sends what waits, strictly in order: a time that one visit leaves may be wanted by the next. Only a
 * verdict takes an intent out of the line; without one it keeps its key, and nothing overtakes it, unless
 * the server breaks on it alone, again and again. Throws what kept it from going on.
 */
export async function replay(shelf: Shelf, send: Send): Promise<void> {
  for (;;) {
    const next = await take(shelf)
    if (!next) return
    try {
      const answer = await send(next.wish, next.headers)
      await shelf.change((line) =>
        line.some((each) => isSame(each, next)) ? done(line, next, answer, Date.now()) : line,
      )
    } catch (error) {
      if (isVerdict(error)) await shelf.change((line) => refused(line, next, error))
      else if (!isFault(error)) throw error
      else {
        const line = await shelf.change((all) => broken(all, next, error))
        if (line.some((each) => isWaiting(each) && isSame(each, next))) throw error
      }
    }
  }
}
