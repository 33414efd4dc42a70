import { waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { giveDraftsBack, hasDraft, keepDrafts, keepsDrafts, watchDrafts } from './drafts'

watchDrafts()

function write(html: string, text: string): HTMLInputElement {
  document.body.innerHTML = html
  const field = document.body.querySelector<HTMLInputElement>('input, textarea')
  if (!field) throw new Error('No field.')
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  return field
}

test('what is written is a draft until it is gone from the page or empty again', () => {
  const field = write('<textarea></textarea>', 'He asked for')
  expect(hasDraft()).toBe(true)

  field.value = ' '
  expect(hasDraft()).toBe(false)

  field.value = 'He asked for'
  field.remove()
  expect(hasDraft()).toBe(false)
})

test.each(['<input type="search">', '<input role="combobox">', '<input type="password">'])(
  'nothing is lost with %s',
  (html) => {
    write(html, 'Silva')
    expect(hasDraft()).toBe(false)
  },
)

const NOTE = '<label>Notes <textarea></textarea></label>'

test('whoever was thrown out finds their words where they wrote them, when the field is back', async () => {
  write(NOTE, 'Allergic to latex')
  keepDrafts('mia')
  document.body.innerHTML = ''
  const given = vi.fn()
  const stop = giveDraftsBack('mia', given)
  expect(given).not.toHaveBeenCalled()

  document.body.innerHTML = `<label>Name <input></label>${NOTE}`
  await waitFor(() => expect(given).toHaveBeenCalledTimes(1))
  expect(document.querySelector('textarea')?.value).toBe('Allergic to latex')
  expect(document.querySelector('input')?.value).toBe('')
  expect(keepsDrafts()).toBe(false)
  stop()
})

test('in another place the same field is another field', async () => {
  write(NOTE, 'For Anna only')
  keepDrafts('mia')
  history.pushState(null, '', '/patients/other')
  document.body.innerHTML = NOTE
  const given = vi.fn()
  giveDraftsBack('mia', given)()
  expect(given).not.toHaveBeenCalled()
  expect(document.querySelector('textarea')?.value).toBe('')
})

test('nobody else is given them', () => {
  write(NOTE, 'Allergic to latex')
  keepDrafts('mia')
  expect(keepsDrafts()).toBe(true)
  document.body.innerHTML = NOTE
  giveDraftsBack('rosa', () => undefined)()
  expect(document.querySelector('textarea')?.value).toBe('')
  expect(keepsDrafts()).toBe(false)
})
