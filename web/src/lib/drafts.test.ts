import { expect, test } from 'vitest'
import { hasDraft, watchDrafts } from './drafts'

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
