import { expect, test } from 'vitest'
import { embedding } from './embed'

test('a name cannot break out of what is pasted', () => {
  const pasted = embedding('https://book.example', 'praca', 'Sorriso & "Cia" <3')
  const holder = document.createElement('div')
  holder.innerHTML = pasted
  const frame = holder.querySelector('iframe')

  expect(holder.children).toHaveLength(1)
  expect(frame?.getAttribute('src')).toBe('https://book.example/book/praca')
  expect(frame?.title).toBe('Sorriso & "Cia" <3')
})
