import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { useDraft } from '@/features/booking/store'
import { appointment, problem, publicReads, slot, user } from '@/test/clinic'
import { open } from '@/test/open'

const nine = slot('2030-01-07T09:00:00')
const ten = slot('2030-01-07T10:00:00')
let free = [nine, ten]
let held: string[] = []
let booked: unknown[] = []
let keys: (string | null)[] = []

const hold = http.post('*/api/scheduling/holds', async ({ request }) => {
  const { starts_at } = (await request.json()) as { starts_at: string }
  held.push(starts_at)
  const expires_at = new Date(Date.now() + 600_000).toISOString()
  return HttpResponse.json({ id: `hold-${held.length}`, expires_at }, { status: 201 })
})
const book = http.post('*/api/scheduling/appointments', async ({ request }) => {
  booked.push(await request.json())
  keys.push(request.headers.get('Idempotency-Key'))
  return HttpResponse.json(appointment('2030-01-07T10:00:00'), { status: 201 })
})
const register = http.post('*/api/auth/register', () =>
  HttpResponse.json({ user }, { status: 201 }),
)
const taken = () => problem(409, 'slot_taken', { alternatives: [ten] })

const server = setupServer(...publicReads(() => free), hold, book, register)

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => {
  free = [nine, ten]
  held = []
  booked = []
  keys = []
  useDraft.getState().forget()
})
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

async function chooseNine() {
  await userEvent.click(await screen.findByRole('radio', { name: 'Cleaning' }))
  await userEvent.click(await screen.findByRole('radio', { name: 'Dr Ana Moura' }))
  await userEvent.click(await screen.findByRole('radio', { name: '09:00' }))
  await screen.findByRole('heading', { name: 'Almost there' })
}

async function sayWho() {
  await userEvent.type(await screen.findByLabelText('Full name'), 'Mia Torres')
  await userEvent.type(screen.getByLabelText('E-mail'), 'mia@example.com')
  await userEvent.type(screen.getByLabelText('Choose a password'), 'correct horse')
  await userEvent.click(screen.getByRole('button', { name: 'Create account and book' }))
}

test('from the service to the confirmation, with the time kept meanwhile', async () => {
  const { path } = open('/book/sorriso')
  await chooseNine()
  expect(await screen.findByText(/Kept for you for 10:00|Kept for you for 9:5/)).toBeTruthy()
  await sayWho()

  expect(await screen.findByRole('heading', { name: 'You are booked' })).toBeTruthy()
  expect(screen.getByText(/on its way to mia@example.com/)).toBeTruthy()
  expect(held).toEqual([nine.starts_at])
  expect(booked).toMatchObject([{ starts_at: nine.starts_at, hold_id: 'hold-1' }])
  expect(keys[0]).toMatch(/^\w{8,}$/)
  expect(path()).toContain('done=a1')
})

test('a new step takes the focus to its heading', async () => {
  open('/book/sorriso')
  await userEvent.click(await screen.findByRole('radio', { name: 'Cleaning' }))

  const heading = await screen.findByRole('heading', { name: 'Who would you like to see?' })
  expect(document.activeElement).toBe(heading)
})

test('keys look around; only Enter goes on', async () => {
  open('/book/sorriso?service=clean&with=ana')
  const first = await screen.findByRole('radio', { name: '09:00' })
  first.focus()
  await userEvent.keyboard(' ')
  expect(screen.getByRole('button', { name: /Continue with .* 09:00/ })).toBeTruthy()
  await userEvent.keyboard('{Enter}')

  expect(await screen.findByRole('heading', { name: 'Almost there' })).toBeTruthy()
})

test('a time lost while choosing offers what is free, one tap away', async () => {
  server.use(http.post('*/api/scheduling/holds', taken, { once: true }))
  open('/book/sorriso')
  await chooseNine()

  const alert = await screen.findByRole('alert')
  expect(within(alert).getByText('This time has just been taken')).toBeTruthy()
  await userEvent.click(within(alert).getByRole('button', { name: /10:00/ }))
  await sayWho()

  expect(await screen.findByRole('heading', { name: 'You are booked' })).toBeTruthy()
  expect(booked).toMatchObject([{ starts_at: ten.starts_at }])
})

test('a race lost at the last click keeps who I am and books the alternative', async () => {
  server.use(http.post('*/api/scheduling/appointments', taken, { once: true }))
  open('/book/sorriso')
  await chooseNine()
  await sayWho()

  const alert = await screen.findByRole('alert')
  await userEvent.click(within(alert).getByRole('button', { name: /10:00/ }))
  expect(await screen.findByText('You are booking as')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Book this visit' }))

  expect(await screen.findByRole('heading', { name: 'You are booked' })).toBeTruthy()
  expect(held).toEqual([nine.starts_at, ten.starts_at])
})

test('a time that is not offered says why', async () => {
  server.use(
    http.post('*/api/scheduling/holds', () => problem(422, 'not_offered', { reason: 'too_soon' })),
  )
  open('/book/sorriso')
  await chooseNine()

  expect((await screen.findByRole('alert')).textContent).toContain('a little more notice')
})

test('a shared link to a time that is gone says so', async () => {
  free = [ten]
  open(`/book/sorriso?service=clean&with=ana&day=2030-01-07&at=${nine.starts_at}&by=ana`)

  const alert = await screen.findByRole('alert')
  expect(within(alert).getByRole('button', { name: /10:00/ })).toBeTruthy()
})

test('an unreachable server is never an empty day', async () => {
  server.use(http.get('*/api/scheduling/availability', () => HttpResponse.error()))
  open('/book/sorriso?service=clean&with=ana')

  const alert = await screen.findByRole('alert', {}, { timeout: 10_000 })
  expect(alert.textContent).toContain('does not mean that nothing is free')
  server.resetHandlers()
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('radio', { name: '09:00' })).toBeTruthy()
})

test('what the server refuses of a field is shown on the field', async () => {
  const errors = [{ field: 'email', message: 'This address cannot receive mail.' }]
  server.use(http.post('*/api/auth/register', () => problem(422, 'invalid', { errors })))
  open('/book/sorriso')
  await chooseNine()
  await sayWho()

  await waitFor(() =>
    expect(screen.getByLabelText('E-mail').getAttribute('aria-invalid')).toBe('true'),
  )
  expect(screen.getByText('This address cannot receive mail.')).toBeTruthy()
  expect(booked).toEqual([])
})
