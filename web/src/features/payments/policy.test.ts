import { expect, test } from 'vitest'
import { policyOf, typed } from './policy'

const policy = {
  deposit_kind: 'amount',
  deposit_amount: 5000,
  cancellation_hours: 24,
  late_cancel_fee: 2050,
  no_show_fee: null,
} as const

test('terms are read back as they were written', () => {
  expect(policyOf(typed(policy, 'BRL', 'pt-BR'), 'BRL')).toEqual(policy)
})

test('an amount belongs to a deposit that is one', () => {
  const values = { ...typed(policy, 'BRL', 'pt-BR'), deposit_kind: 'full' as const }
  expect(policyOf(values, 'BRL').deposit_amount).toBeNull()
})

test('a fee of nothing is none', () => {
  const values = { ...typed(policy, 'BRL', 'pt-BR'), late_cancel_fee: '0', no_show_fee: ' ' }
  expect(policyOf(values, 'BRL')).toMatchObject({ late_cancel_fee: null, no_show_fee: null })
})
