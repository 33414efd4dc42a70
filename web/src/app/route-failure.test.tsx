import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { problem, publicReads, slot, user } from '@/test/clinic'
import { open } from '@/test/open'

const server = setupServer(...publicReads(() => [slot('2030-01-07T09:00:00')]))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const failing = (answer: () => Response) =>
  server.use(http.get('*/api/scheduling/services', () => answer()))

test('no connection: said so, and tried again on demand', async () => {
  failing(() => HttpResponse.error())
  open('/book/sorriso')
  await screen.findByRole('heading', { name: 'We could not reach the clinic' }, { timeout: 9_000 })
  server.resetHandlers()

  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))

  expect(await screen.findByRole('radio', { name: 'Cleaning' })).toBeTruthy()
})

test('our fault: generic words and the request number, nothing of the server', async () => {
  failing(() => problem(500, 'unknown', { detail: 'KeyError: secrets' }))
  open('/book/sorriso')

  await screen.findByRole('heading', { name: 'Something broke on our side' })
  expect(screen.getByRole('button', { name: /req-12345678/ })).toBeTruthy()
  expect(document.body.textContent).not.toContain('KeyError')
})

test('a clinic that is not there', async () => {
  server.use(http.get('*/api/clinics/sorriso', () => problem(404, 'not_found')))
  open('/book/sorriso')

  expect(await screen.findByRole('heading', { name: 'There is nothing here' })).toBeTruthy()
})

test('who must sign in does, and comes back', async () => {
  server.use(
    http.get('*/api/auth/me', () => problem(401, 'not_signed_in')),
    http.post('*/api/auth/refresh', () => problem(401, 'session_expired')),
    http.post('*/api/auth/login', () => HttpResponse.json({ user })),
    http.get('*/api/scheduling/appointments', () =>
      HttpResponse.json({ items: [], next_cursor: null }),
    ),
  )
  const { path } = open('/portal')
  await userEvent.type(await screen.findByLabelText('E-mail'), 'mia@example.com')
  expect(path()).toBe('/login?next=%2Fportal')
  await userEvent.type(screen.getByLabelText('Password'), 'correct horse')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))

  expect(await screen.findByRole('heading', { name: 'My visits' })).toBeTruthy()
})

test('a wrong password is a sentence, not a redirect', async () => {
  server.use(http.post('*/api/auth/login', () => problem(401, 'invalid_credentials')))
  open('/login')
  await userEvent.type(await screen.findByLabelText('E-mail'), 'mia@example.com')
  await userEvent.type(screen.getByLabelText('Password'), 'wrong')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))

  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('is not right'))
})
