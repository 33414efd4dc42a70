import type { Appointment } from '@/features/appointments/api'
import type { StoredFile } from '@/features/files/api'
import type { Message } from '@/features/messages/api'
import type { Payment } from '@/features/payments/api'

export type Moment =
  | { kind: 'visit'; visit: Appointment }
  | { kind: 'payment'; payment: Payment }
  | { kind: 'file'; file: StoredFile }
  | { kind: 'message'; message: Message }
export type Kind = Moment['kind']
export const KINDS = ['visit', 'payment', 'file', 'message'] as const satisfies readonly Kind[]

/** What came so far of one kind, newest first, and whether there is more of it. */
export type Stream = { moments: readonly Moment[]; more: boolean }

/** When it happened: a visit when it takes place, all else when it came to be. */
export function instantOf(moment: Moment): number {
  if (moment.kind === 'visit') return Date.parse(moment.visit.starts_at)
  if (moment.kind === 'payment') return Date.parse(moment.payment.created_at)
  if (moment.kind === 'file') return Date.parse(moment.file.created_at)
  return Date.parse(moment.message.created_at)
}

export function keyOf(moment: Moment): string {
  if (moment.kind === 'visit') return `visit ${moment.visit.id}`
  if (moment.kind === 'payment') return `payment ${moment.payment.id}`
  if (moment.kind === 'file') return `file ${moment.file.id}`
  return `message ${moment.message.id}`
}

const oldestOf = ({ moments }: Stream): number => {
  const last = moments.at(-1)
  return last ? instantOf(last) : Number.POSITIVE_INFINITY
}

/**
 * Several streams as one, newest first. It ends where the first stream ends of which more is still
 * to come: below that, something would be missing between two others. `next` says which streams
 * must go on for the whole to go on.
 */
export function woven(streams: readonly Stream[]): { moments: Moment[]; next: number[] } {
  const open = streams.filter(({ more }) => more).map(oldestOf)
  const horizon = Math.max(Number.NEGATIVE_INFINITY, ...open)
  const moments = streams
    .flatMap((stream) => stream.moments)
    .filter((moment) => instantOf(moment) >= horizon)
    .sort((a, b) => instantOf(b) - instantOf(a))
  const next = streams.flatMap((stream, index) =>
    stream.more && oldestOf(stream) === horizon ? [index] : [],
  )
  return { moments, next }
}
