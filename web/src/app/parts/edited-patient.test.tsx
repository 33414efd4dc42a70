import { MantineProvider } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { useState } from 'react'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Patient, patient } from '@/features/patients/api'
import { speakLikeClinic } from '@/lib/i18n'
import { createQueryClient } from '@/lib/query'
import { ada } from '@/test/clinic'
import { held } from '@/test/held'
import { type Editing, PatientEditor } from './patient-editor'

let known = ada
const asked: unknown[] = []
/** What is answered to a change, and when. */
let answer: () => Promise<Response>

const server = setupServer(
  http.get('*/api/patients/p1', () => HttpResponse.json(known)),
  http.patch('*/api/patients/p1', async ({ request }) => {
    asked.push(await request.json())
    return answer()
  }),
)
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => speakLikeClinic('en-GB', 'inside'))
afterEach(() => {
  notifications.clean()
  known = ada
  asked.length = 0
})

function saved(change: Partial<Patient>): Response {
  known = { ...known, ...change, version: known.version + 1 }
  return HttpResponse.json(known)
}

const refused = () =>
  HttpResponse.json(
    {
      type: 'about:blank',
      title: 'Unprocessable',
      status: 422,
      code: 'validation_failed',
      detail: 'One field is wrong.',
      request_id: 'r1',
      errors: [{ field: 'phone', code: 'malformed', message: 'Not a number.' }],
    },
    { status: 422 },
  )

function Person({ names }: { names: string[] }) {
  const { data } = useQuery(patient('p1'))
  const [editing, setEditing] = useState<Editing>(null)
  if (!data) return null
  names.push(data.name)
  return (
    <>
      <h1>{data.name}</h1>
      <button type="button" onClick={() => setEditing(data)}>
        Edit
      </button>
      <PatientEditor
        key={editing ? 'p1' : 'none'}
        editing={editing}
        locale="en-GB"
        onDone={() => setEditing(null)}
      />
    </>
  )
}

async function rename(to: string) {
  const names: string[] = []
  const { unmount } = render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider>
        <Notifications />
        <Person names={names} />
      </MantineProvider>
    </QueryClientProvider>,
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  const name = await screen.findByLabelText('Full name')
  await userEvent.clear(name)
  await userEvent.type(name, to)
  await userEvent.click(screen.getByText('Save'))
  /** What was seen of the name, one after the other. */
  const path = () => names.filter((each, index) => each !== names[index - 1])
  return { path, unmount }
}

test('what is written of a patient is shown before the answer, stays, and can be taken back', async () => {
  const going = held<void>()
  answer = () => going.answer.then(() => saved({ name: 'Ada Pike' }))
  const { path } = await rename('Ada Pike')
  await screen.findByRole('heading', { name: 'Ada Pike' })
  going.release()
  answer = async () => saved({ name: 'Ada Flint' })
  await userEvent.click(await screen.findByText('Undo'))
  await screen.findByText('As it was before')

  expect(path()).toEqual(['Ada Flint', 'Ada Pike', 'Ada Flint'])
  expect(asked).toMatchObject([
    { name: 'Ada Pike', birth_date: '1985-02-03', expected_version: 3 },
    { name: 'Ada Flint', birth_date: '1985-02-03', expected_version: 4 },
  ])
})

test('saved without a change, it can be changed all the same', async () => {
  answer = async () => HttpResponse.json(ada)
  await rename('Ada Flint')
  await screen.findByText('Saved')
  answer = async () => saved({ name: 'Ada Pike' })
  await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
  const name = await screen.findByLabelText('Full name')
  await userEvent.clear(name)
  await userEvent.type(name, 'Ada Pike')
  await userEvent.click(screen.getByText('Save'))
  await waitFor(() => expect(asked).toHaveLength(2))

  expect(asked).toMatchObject([{ expected_version: 3 }, { expected_version: 3, name: 'Ada Pike' }])
})

test('Save, pressed again while the form steps aside, saves once', async () => {
  const going = held<void>()
  answer = () => going.answer.then(() => saved({ name: 'Ada Pike' }))
  await rename('Ada Pike')
  await userEvent.click(screen.getByText('Save'))
  going.release()
  await screen.findByText('Saved')

  expect(asked).toHaveLength(1)
  expect(screen.getAllByText('Saved')).toHaveLength(1)
})

test('refused, it is as it was, and the form is back with what was written', async () => {
  const going = held<void>()
  answer = () => going.answer.then(refused)
  const { path } = await rename('Ada Pike')
  await screen.findByRole('heading', { name: 'Ada Pike' })
  going.release()

  await screen.findByRole('heading', { name: 'Ada Flint' })
  const phone = await screen.findByLabelText('Phone (optional)')
  await waitFor(() => expect(phone.getAttribute('aria-invalid')).toBe('true'))
  expect(screen.getByLabelText<HTMLInputElement>('Full name').value).toBe('Ada Pike')
  expect(path()).toEqual(['Ada Flint', 'Ada Pike', 'Ada Flint'])
})

test('whoever has left the page is told that it was refused', async () => {
  const going = held<void>()
  answer = () => going.answer.then(refused)
  const { unmount } = await rename('Ada Pike')
  await screen.findByRole('heading', { name: 'Ada Pike' })
  unmount()
  render(
    <MantineProvider>
      <Notifications />
    </MantineProvider>,
  )
  going.release()
  await screen.findByText(/What you changed of Ada Flint was not saved/)
})
