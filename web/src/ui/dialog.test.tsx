import { MantineProvider, TextInput } from '@mantine/core'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { speakLikeClinic } from '@/lib/i18n'
import { Dialog } from './dialog'

const closed = vi.fn<() => void>()
const asked = () => screen.queryByRole('dialog', { name: 'Close without saving?' })

async function opened() {
  closed.mockClear()
  await speakLikeClinic('en-GB', 'inside')
  render(
    <MantineProvider env="test">
      <Dialog opened onClose={closed} title="A colleague">
        <form>
          <TextInput label="Name" defaultValue="Ana" />
          <TextInput label="Country" role="combobox" />
        </form>
      </Dialog>
    </MantineProvider>,
  )
  return screen.findByRole<HTMLInputElement>('textbox', { name: 'Name' })
}

test('what was typed is not lost to Escape: asked, kept, or left', async () => {
  const field = await opened()
  await userEvent.type(field, ' Souza')

  await userEvent.keyboard('{Escape}')
  expect(asked()).toBeTruthy()
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Keep writing'))
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(asked()).toBeNull())
  expect(closed).not.toHaveBeenCalled()
  expect(field.value).toBe('Ana Souza')
  await waitFor(() => expect(document.activeElement).toBe(field))

  await userEvent.click(screen.getByRole('button', { name: 'Close' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Close without saving' }))
  expect(closed).toHaveBeenCalledOnce()
})

test('where nothing of it is left, or a list was only searched, nothing is asked', async () => {
  const field = await opened()
  await userEvent.type(field, ' Souza')
  await userEvent.type(field, '{Backspace>6/}')
  await userEvent.type(screen.getByRole('combobox', { name: 'Country' }), 'Port')

  await userEvent.keyboard('{Escape}')
  expect(closed).toHaveBeenCalledOnce()
  expect(asked()).toBeNull()
})

test('nor about what was only given anew, or is on its way', async () => {
  const field = await opened()
  await userEvent.click(field)
  await userEvent.keyboard('{Escape}')
  expect(closed).toHaveBeenCalledOnce()
  closed.mockClear()
  await userEvent.type(field, ' Souza')
  field.form?.append(Object.assign(document.createElement('i'), { id: 'sent' }))
  document.getElementById('sent')?.setAttribute('data-loading', 'true')

  await userEvent.keyboard('{Escape}')
  expect(closed).toHaveBeenCalledOnce()
})

test('a text that is given back counts, though nobody was in the field', async () => {
  const field = await opened()
  screen.getByRole('combobox', { name: 'Country' }).focus()
  fireEvent.input(field, { target: { value: 'Ana, from before' } })

  await userEvent.keyboard('{Escape}')
  expect(asked()).toBeTruthy()
  expect(closed).not.toHaveBeenCalled()
})
