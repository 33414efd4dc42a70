import { isUncertain, kindOf } from '@/lib/errors'
import type { Kind, StoredFile } from './api'
import type { Refusal } from './checks'

/** Where a file belongs. */
export type Target = {
  patient_id?: string
  appointment_id?: string
  replaces?: string
  shared?: boolean
}

/**
 * waiting for its turn · sending · looking: all bytes have left and the server judges · resting: the
 * line was cut and it tries again by itself · paused by hand · failed: a person may try again ·
 * refused: the same file would be refused again · done.
 */
export type Phase =
  | 'waiting'
  | 'sending'
  | 'looking'
  | 'resting'
  | 'paused'
  | 'failed'
  | 'refused'
  | 'done'

export type Upload = {
  id: string
  /** The same for every attempt, so that an answer lost on its way makes no second file. */
  key: string
  file: File
  kind: Kind
  target: Target
  phase: Phase
  share: number
  attempts: number
  refusal: Refusal | null
  error: unknown
  result: StoredFile | null
}

const MOST_ATTEMPTS = 6
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000

/** Half of it certain, half by chance: a clinic's tablets do not all come back at once. */
export const waitBefore = (attempt: number, chance = Math.random()): number =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)) * (0.5 + chance / 2)

/** What becomes of an upload that did not work. */
export function phaseAfter(error: unknown, attempts: number): Phase {
  const passing = isUncertain(error) || kindOf(error) === 'busy'
  if (passing) return attempts < MOST_ATTEMPTS ? 'resting' : 'failed'
  return kindOf(error) === 'sign-in' ? 'failed' : 'refused'
}

const under: readonly Phase[] = ['waiting', 'sending', 'looking', 'resting']
const onTheLine: readonly Phase[] = ['sending', 'looking']

/** Whether leaving the page would lose it. */
export const isUnderWay = ({ phase }: Upload): boolean => under.includes(phase)

export const isOver = ({ phase }: Upload): boolean => phase === 'done' || phase === 'refused'

/** Those whose turn it is, first come first. */
export function turns(list: readonly Upload[], atOnce: number): Upload[] {
  const busy = list.filter(({ phase }) => onTheLine.includes(phase)).length
  return list.filter(({ phase }) => phase === 'waiting').slice(0, Math.max(0, atOnce - busy))
}

export function changed(
  list: readonly Upload[],
  id: string,
  change: Partial<Upload>,
): readonly Upload[] {
  return list.map((each) => (each.id === id ? { ...each, ...change } : each))
}

/** Uploads are shown where they belong, also after the page was left and come back to. */
export function isFor({ target }: Upload, place: Target): boolean {
  if (place.replaces || target.replaces) return target.replaces === place.replaces
  if (place.appointment_id) return target.appointment_id === place.appointment_id
  return target.patient_id === place.patient_id
}
