import type { Schema } from '@/api/client'

export type Status = Schema['Appointment']['status']
export type Action = 'confirm' | 'check-in' | 'start' | 'complete' | 'no-show' | 'cancel'

const table: Record<Action, { from: readonly Status[]; to: Status }> = {
  confirm: { from: ['scheduled'], to: 'confirmed' },
  'check-in': { from: ['scheduled', 'confirmed', 'no_show'], to: 'checked_in' },
  start: { from: ['checked_in'], to: 'in_progress' },
  complete: { from: ['in_progress'], to: 'completed' },
  'no-show': { from: ['scheduled', 'confirmed'], to: 'no_show' },
  cancel: { from: ['pending_payment', 'scheduled', 'confirmed', 'checked_in'], to: 'cancelled' },
}

/** Everything staff can do next, the most likely first. */
const order: readonly Action[] = ['start', 'complete', 'check-in', 'confirm', 'no-show', 'cancel']

/** Nobody has stayed away from a visit that has not begun: it would cost them what was agreed. */
export const actionsFrom = (status: Status, begun: boolean): Action[] =>
  order.filter((action) => table[action].from.includes(status) && (begun || action !== 'no-show'))

export const can = (status: Status, action: Action): boolean => table[action].from.includes(status)

export const after = (action: Action): Status => table[action].to

/** A visit can be moved until the patient is there. */
export const isMovable = (status: Status): boolean =>
  status === 'pending_payment' || status === 'scheduled' || status === 'confirmed'

/** Still ahead: it will take place unless something changes. */
export const isAhead = (status: Status): boolean =>
  isMovable(status) || status === 'checked_in' || status === 'in_progress'
