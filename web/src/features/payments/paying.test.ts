import { expect, test } from 'vitest'
import type { Payment } from './api'
import { standingOf, stateOf, whyOf } from './paying'

const due = { due: { amount: 5000, currency: 'BRL' } }
const nothing = { due: null }
const unpaid = { status: 'pending_payment' } as const
const confirmed = { status: 'confirmed' } as const
const cancelled = { status: 'cancelled' } as const
const paid = [{ status: 'succeeded', refunds: [] }] as const
const failed = [{ status: 'pending', refunds: [] }] as const
const underway = [{ status: 'processing', refunds: [] }] as const
const late = { reason: 'late_payment' } as Payment['refunds'][number]
const tooLate = [{ status: 'succeeded', refunds: [late] }] as const

test.each([
  ['a fresh booking is to be paid', unpaid, due, [], false, 'open'],
  ['a declined card leaves it to be paid', unpaid, due, failed, false, 'open'],
  ['money on its way is not asked for again', unpaid, due, underway, false, 'processing'],
  ['nor when the time passes meanwhile', unpaid, due, underway, true, 'processing'],
  ['the time is over before the server has said so', unpaid, due, [], true, 'over'],
  ['the server has given the time back', cancelled, nothing, [], true, 'over'],
  ['paid, and the visit is not yet confirmed', unpaid, nothing, paid, false, 'processing'],
  ['paid and confirmed', confirmed, nothing, paid, false, 'settled'],
  ['the rest of a visit that is confirmed', confirmed, due, paid, true, 'open'],
  ['a fee for a visit that was cancelled', cancelled, due, paid, true, 'open'],
  ['paid when the time was gone', cancelled, nothing, tooLate, true, 'returned'],
  ['cancelled after it was paid', cancelled, nothing, paid, true, 'settled'],
] as const)('%s', (_name, visit, dues, payments, after, standing) => {
  expect(
    standingOf(
      visit,
      dues,
      payments.map((each) => ({ ...each, refunds: [...each.refunds] })),
      after,
    ),
  ).toBe(standing)
})

const payment = { status: 'succeeded', refunded: 0, amount: 5000, disputed: false } as Payment

test('a payment is told by what became of its money', () => {
  expect(stateOf(payment)).toBe('succeeded')
  expect(stateOf({ ...payment, refunded: 100 })).toBe('partly')
  expect(stateOf({ ...payment, refunded: 5000 })).toBe('refunded')
  expect(stateOf({ ...payment, disputed: true })).toBe('disputed')
  expect(stateOf({ ...payment, status: 'pending' })).toBe('pending')
})

test.each([
  ['pending', 'generic_decline', 'declined'],
  ['cancelled', 'insufficient_funds', 'funds'],
  ['cancelled', 'superseded', 'replaced'],
  ['cancelled', 'a_code_nobody_put_into_words', null],
  ['cancelled', null, null],
  ['succeeded', 'generic_decline', null],
] as const)('why no money came: %s after %s', (status, last_error, why) => {
  expect(whyOf({ status, last_error })).toBe(why)
})
