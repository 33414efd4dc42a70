import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test } from 'vitest'
import { createQueryClient } from '@/lib/query'
import type { Payment } from '../api'
import { PaymentRow } from './payment-row'

const paid: Payment = {
  id: 'pay',
  version: 2,
  appointment_id: 'visit',
  patient_id: 'p1',
  patient: { id: 'p1', name: 'Nora Payne' },
  visit: { service: { id: 'clean', name: 'Cleaning' }, starts_local: '2030-01-08T09:00:00' },
  purpose: 'deposit',
  amount: 5000,
  currency: 'GBP',
  status: 'succeeded',
  refunded: 0,
  refundable: 5000,
  disputed: false,
  method: 'card',
  last_error: null,
  test: false,
  created_at: '2030-01-07T09:00:00Z',
  succeeded_at: '2030-01-07T09:01:00Z',
  cancelled_at: null,
  refunds: [],
}
const whose = <a href="/staff/patients/p1">Nora Payne</a>

const show = (row: ReactNode) =>
  render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider>{row}</MantineProvider>
    </QueryClientProvider>,
  )
const row = () => screen.getByRole('listitem')

test('for staff the name stands first, then what and for which visit', () => {
  show(<PaymentRow payment={paid} whose={whose} />)
  expect(within(row()).getByRole('link', { name: 'Nora Payne' })).toBeTruthy()
  expect(row().textContent).toMatch(/^Nora PayneDeposit · Cleaning, .*2030.*9:00/)
  expect(row().getAttribute('aria-label')).toMatch(/^Deposit, £50\.00, Nora Payne, Cleaning, /)
})

test('patients see which visit it was for, and not their own name', () => {
  show(<PaymentRow payment={paid} />)
  expect(row().textContent).toMatch(/^DepositCleaning, .*2030.*9:00/)
  expect(row().textContent).not.toContain('Nora')
})

test('beside its visit a payment does not repeat it', () => {
  show(<PaymentRow payment={paid} ofVisit />)
  expect(row().textContent).not.toContain('Cleaning')
  expect(row().getAttribute('aria-label')).toBe('Deposit, £50.00')
})

test('what was withdrawn is no longer due, and says why where that is known', () => {
  const withdrawn = { ...paid, status: 'cancelled', last_error: 'superseded' } as const
  show(<PaymentRow payment={withdrawn} whose={whose} />)
  expect(within(row()).getByText('No longer due').dataset.tone).toBe('off')
  expect(row().textContent).toContain('Replaced by another payment')
  expect(within(row()).queryByRole('button')).toBeNull()
})
