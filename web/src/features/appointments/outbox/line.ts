import { ApiError, hasCode, isUncertain, type Kind, kindOf, type Problem } from '@/lib/errors'
import type { Headers } from '@/lib/intents'
import { isUnsent, type Mark } from '@/lib/unsent'
import { told } from '@/lib/versions'
import type { Appointment } from '../cache'
import { conflictOf } from '../conflict'
import { isPossible, outcome, upon, visitIn, type Wish } from '../wish'

/**
 * `held`: upon one that was not done, so it waits until a person has decided about that. `failed`: the
 * server broke on it again and again. The last three are verdicts: done, a conflict to decide about,
 * or refused.
 */
export type State = 'waiting' | 'held' | 'failed' | 'done' | 'conflict' | 'refused'

export type Refusal = { status: number; problem: Problem; request: string }

/** A wish in the line, under the keys it got at the first click. */
export type Intent = {
  headers: Headers
  wish: Wish
  /** When it was wished, and when it was done. */
  at: number
  doneAt?: number
  /** It was on its way once, and nobody knows whether it arrived: it stays word for word what it was. */
  tried: boolean
  state: State
  /** How often the server broke on it. */
  faults?: number
  answer?: Appointment
  refusal?: Refusal
}

export type Line = readonly Intent[]

const MOST_FAULTS = 5

export const keyOf = ({ headers }: Intent): string => headers['Idempotency-Key']
export const isSame = (one: Intent, other: Intent): boolean => keyOf(one) === keyOf(other)
export const isWaiting = ({ state }: Intent): boolean => state === 'waiting'
export const visitOf = ({ wish }: Intent): string => visitIn(wish).id

/** Why it was not done. */
export const errorOf = ({ refusal }: Intent): ApiError | undefined =>
  refusal && new ApiError(refusal.status, refusal.problem, refusal.request)

const replaced = (line: Line, which: Intent, by: (found: Intent) => Intent): Line =>
  line.map((each) => (isSame(each, which) ? by(each) : each))

/** As the server knows it: what was guessed about it is a wish of its own. */
const settled = (visit: Appointment): Appointment => ({ ...visit, version: told(visit.version) })

/** The visit as those who wish something now see it: with all that waits done to it. */
function seen(line: Line, visit: Appointment): Appointment {
  const last = line.findLast((each) => isWaiting(each) && visitOf(each) === visit.id)
  return last ? outcome(last.wish) : settled(visit)
}

type Wished = Pick<Intent, 'headers' | 'wish' | 'at' | 'tried'>

export function joined(line: Line, { wish, ...rest }: Wished): Line {
  const known = upon(wish, seen(line, visitIn(wish)))
  return [...line, { ...rest, wish: known, state: 'waiting' }]
}

/** From now on it may have arrived. */
export const underWay = (line: Line, which: Intent): Line =>
  replaced(line, which, (found) => ({ ...found, tried: true }))

const overtaken = (each: Intent): Intent => ({
  ...each,
  state: 'refused',
  refusal: { status: 409, problem: { code: 'cannot_become' }, request: '' },
})

/**
 * What is still to come of a visit follows upon what it is now, one upon the other. What that makes
 * impossible is refused here already. One that may have arrived is left as it is: its key knows its words.
 */
function rebased(line: Line, now: Appointment, moves: (each: Intent) => boolean): Line {
  let visit = settled(now)
  return line.map((each) => {
    if (visitOf(each) !== visit.id || each.tried || !moves(each)) return each
    const wish = upon(each.wish, visit)
    if (!isPossible(wish)) return overtaken(each)
    visit = outcome(wish)
    return { ...each, wish, state: 'waiting' }
  })
}

const isToCome = ({ state }: Intent) => state === 'waiting' || state === 'held'

/** A conflict shows the visit as it is, also if that has changed since. */
export function heard(line: Line, visit: Appointment): Line {
  const isNews = (each: Intent) =>
    each.state === 'conflict' &&
    visitOf(each) === visit.id &&
    (each.refusal?.problem.current?.version ?? 0) < visit.version
  const renewed = (each: Intent, refusal: Refusal): Intent => ({
    ...each,
    refusal: { ...refusal, problem: { ...refusal.problem, current: visit } },
  })
  if (!line.some(isNews)) return line
  return line.map((each) => (each.refusal && isNews(each) ? renewed(each, each.refusal) : each))
}

/** The next ones of the same visit build upon the answer. */
export function done(line: Line, which: Intent, answer: Appointment, doneAt: number): Line {
  const told = replaced(line, which, (found) => ({ ...found, state: 'done', answer, doneAt }))
  return rebased(heard(told, answer), answer, isWaiting)
}

/** What was to follow upon it waits for a person; other visits go on. */
function stopped(line: Line, which: Intent, error: ApiError, state: State): Line {
  const { status, problem, requestId: request } = error
  const refusal = { status, problem, request }
  return line.map((each) => {
    if (isSame(each, which)) return { ...each, state, refusal }
    return isWaiting(each) && visitOf(each) === visitOf(which) ? { ...each, state: 'held' } : each
  })
}

export const refused = (line: Line, which: Intent, error: ApiError): Line =>
  stopped(line, which, error, conflictOf(error) ? 'conflict' : 'refused')

/** It keeps its place at first: a server that breaks on everything is soon well again. */
export function broken(line: Line, which: Intent, error: ApiError): Line {
  const faults = (which.faults ?? 0) + 1
  const told = replaced(line, which, (found) => ({ ...found, faults }))
  return faults < MOST_FAULTS ? told : stopped(told, which, error, 'failed')
}

/** Under the same key: should it have been done all the same, it is not done twice. */
export const again = (line: Line, which: Intent): Line =>
  line.map((each) => {
    if (isSame(each, which)) {
      const { refusal: _, faults: __, ...rest } = each
      return { ...rest, state: 'waiting' }
    }
    const waits = each.state === 'held' && visitOf(each) === visitOf(which)
    return waits ? { ...each, state: 'waiting' } : each
  })

/** As the server said it is; where it did not say, nobody has changed it. */
export const standing = ({ wish, refusal }: Intent): Appointment =>
  settled(refusal?.problem.current ?? visitIn(wish))

/** Taken out of the line, whatever its state: what was to follow upon it follows upon what is there. */
export function without(line: Line, which: Intent): Line {
  const at = line.findIndex((each) => isSame(each, which))
  const found = line[at]
  if (!found) return line
  const [before, after] = [line.slice(0, at), line.slice(at + 1)]
  if (found.state === 'done') return [...before, ...after]
  const stuck = after.some((each) => each.state === 'conflict' && visitOf(each) === visitOf(which))
  return [...before, ...rebased(after, standing(found), stuck ? isWaiting : isToCome)]
}

/** Decided: this instead, at the same place in the line. */
export function decided(line: Line, which: Intent, { wish, ...rest }: Wished): Line {
  const now = standing(which)
  const instead: Intent = { ...rest, wish: upon(wish, now), state: 'waiting' }
  return rebased(
    replaced(line, which, () => instead),
    now,
    isToCome,
  )
}

/** What is done leaves by itself after a while. */
export function tidied(line: Line, before: number): Line {
  const left = line.filter(({ doneAt }) => doneAt === undefined || doneAt > before)
  return left.length === line.length ? line : left
}

export function marksOf(line: Line): Record<string, Mark> {
  const marks: Record<string, Mark> = {}
  for (const each of line) {
    if (isWaiting(each)) marks[visitOf(each)] ??= 'waiting'
    else if (isUnsent(each)) marks[visitOf(each)] = 'undecided'
  }
  return marks
}

/** The server itself broke on it, as opposed to being away. */
export const isFault = (error: unknown): error is ApiError => hasCode(error, 'server_error')

const FINAL: readonly Kind[] = ['permission', 'missing', 'conflict', 'validation']

/**
 * An answer in the server's own words that settles it. After any other (nobody there, a proxy's page,
 * a fault, too many at once) the same is asked again later.
 */
export const isVerdict = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  error.problem.code !== undefined &&
  !isUncertain(error) &&
  FINAL.includes(kindOf(error))
