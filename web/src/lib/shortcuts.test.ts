import { afterEach, expect, test, vi } from 'vitest'
import { listen } from './shortcuts'

const go = vi.fn((letter: string) => letter === 'p')
const press = vi.fn((key: string) => ['n', '?', '/', 'mod+k'].includes(key))
const stop = listen({ go, press })

function type(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(event)
  return event.defaultPrevented
}

function field(markup: string): HTMLElement {
  document.body.innerHTML = markup
  return document.body.querySelector('input, button') as HTMLElement
}

afterEach(() => {
  go.mockClear()
  press.mockClear()
})

test('g and a letter lead somewhere, and no screen hears the letter', () => {
  const screen = vi.fn()
  document.addEventListener('keydown', screen)
  expect([type('g'), type('p')]).toEqual([true, true])
  expect(go).toHaveBeenCalledWith('p')
  expect(screen).not.toHaveBeenCalled()
  document.removeEventListener('keydown', screen)
})

test('the letter alone, or one that leads nowhere, is not taken', () => {
  expect(type('p')).toBe(false)
  expect([type('g'), type('z')]).toEqual([true, false])
  expect(press).toHaveBeenCalledTimes(1)
})

test('what is typed into a field or a dialog is theirs, but for Ctrl+K', () => {
  const input = field('<input>')
  expect([type('n', input), type('g', input), type('/', input)]).toEqual([false, false, false])
  expect(type('k', input, { ctrlKey: true })).toBe(true)
  expect(type('n', field('<div role="dialog"><button></button></div>'))).toBe(false)
})

test('after it has stopped nothing is heard', () => {
  stop()
  expect(type('n')).toBe(false)
})
