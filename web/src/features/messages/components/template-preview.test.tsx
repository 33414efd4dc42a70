import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createQueryClient } from '@/lib/query'
import type { Trial } from '../settings-api'
import { TemplatePreview } from './template-preview'

const server = setupServer(
  http.post('*/api/messages/preview', async ({ request }) => {
    const { body } = (await request.json()) as Trial
    return HttpResponse.json({ subject: 'Hello', html: `<p>${body}</p>`, body, segments: 0 })
  }),
)
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())

const trial = (body: string): Trial => ({
  kind: 'confirmation',
  channel: 'email',
  language: 'en',
  subject: 'Hello',
  body,
})
const frame = () => screen.getByTitle<HTMLIFrameElement>('What the patient gets')

test('other words come in a frame of their own: a frame that still loads may keep the old ones', async () => {
  const client = createQueryClient()
  const shown = (body: string) => (
    <QueryClientProvider client={client}>
      <MantineProvider>
        <TemplatePreview trial={trial(body)} />
      </MantineProvider>
    </QueryClientProvider>
  )
  const { rerender } = render(shown('Old words'))
  await waitFor(() => expect(frame().srcdoc).toBe('<p>Old words</p>'))
  const old = frame()
  rerender(shown('New words'))
  await waitFor(() => expect(frame().srcdoc).toBe('<p>New words</p>'))
  expect(frame()).not.toBe(old)
})
