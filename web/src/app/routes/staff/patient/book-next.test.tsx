import { render, screen } from '@testing-library/react'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Providers } from '@/app/providers'
import { createQueryClient } from '@/lib/query'
import { ada, clinic, publicReads, slot, user } from '@/test/clinic'
import { BookNext } from './book-next'

let free = [slot(`${clinic.today}T16:00:00`)]
const server = setupServer(...publicReads(() => free))
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

function opened(...slots: typeof free) {
  free = slots
  render(
    <Providers client={createQueryClient()}>
      <BookNext opened patient={ada} user={user} today={clinic.today} onDone={() => {}} />
    </Providers>,
  )
}
const times = (day: string) => screen.findByRole('group', { name: `Times on ${day}` })

test('in the evening it opens on the next day with a time', async () => {
  opened(slot('2030-01-09T09:00:00'))
  expect(await times('Wednesday 9 January')).toBeTruthy()
})

test('while today has times it opens on today', async () => {
  opened(slot('2030-01-07T16:00:00'), slot('2030-01-09T09:00:00'))
  expect(await times('Monday 7 January')).toBeTruthy()
})
