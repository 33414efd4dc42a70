import { expect, test } from 'vitest'
import { judge } from './judging'

test.each([
  ['it went through', { paymentIntent: { status: 'succeeded' } }, { kind: 'sent' }],
  ['it takes a while', { paymentIntent: { status: 'processing' } }, { kind: 'sent' }],
  [
    'the QR code was closed',
    { paymentIntent: { status: 'requires_action' } },
    { kind: 'refused', why: 'left' },
  ],
  [
    'the bank said no',
    { error: { type: 'card_error', code: 'card_declined' } },
    { kind: 'refused', why: 'declined' },
  ],
  [
    'and why',
    { error: { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' } },
    { kind: 'refused', why: 'funds' },
  ],
  [
    'the bank was not convinced',
    { error: { code: 'payment_intent_authentication_failure' } },
    { kind: 'refused', why: 'authentication' },
  ],
  [
    'a digit is wrong',
    { error: { type: 'card_error', code: 'incorrect_number' } },
    { kind: 'refused', why: 'card' },
  ],
  ['the line broke', { error: { type: 'api_connection_error' } }, { kind: 'unknown' }],
  ['Stripe broke', { error: { type: 'api_error' } }, { kind: 'unknown' }],
  ['nothing that makes sense', {}, { kind: 'unknown' }],
  [
    'another tab was faster',
    { error: { code: 'payment_intent_unexpected_state', payment_intent: { status: 'succeeded' } } },
    { kind: 'sent' },
  ],
  [
    'another tab began anew',
    { error: { code: 'payment_intent_unexpected_state', payment_intent: { status: 'canceled' } } },
    { kind: 'stale' },
  ],
] as const)('%s', (_name, said, outcome) => {
  expect(judge(said)).toEqual(outcome)
})
