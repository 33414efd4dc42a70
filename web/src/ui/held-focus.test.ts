import { afterEach, expect, test } from 'vitest'
import { holdFocus, loseHold } from './held-focus'

const next = () => new Promise((resolve) => setTimeout(resolve))

function button(): HTMLButtonElement {
  const made = document.createElement('button')
  document.body.append(made)
  return made
}

/** As a browser does it: what is disabled has no focus. */
async function wait(pressed: HTMLButtonElement) {
  pressed.blur()
  pressed.disabled = true
  await next()
}

holdFocus()
afterEach(() => document.body.replaceChildren())

test('what can be pressed again has the focus back', async () => {
  const save = button()
  save.focus()
  await wait(save)
  expect(document.activeElement).toBe(document.body)
  save.disabled = false
  await next()
  expect(document.activeElement).toBe(save)
})

test('unless somebody went on, or it was another', async () => {
  const [save, other] = [button(), button()]
  save.focus()
  await wait(save)
  other.disabled = true
  await next()
  other.disabled = false
  await next()
  expect(document.activeElement).toBe(document.body)

  other.focus()
  save.disabled = false
  await next()
  expect(document.activeElement).toBe(other)
})

test('nor from whoever pressed on the page meanwhile, nor into what closes', async () => {
  const save = button()
  for (const goOn of [
    () => document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })),
    loseHold,
  ]) {
    save.focus()
    await wait(save)
    goOn()
    save.disabled = false
    await next()
    expect(document.activeElement).toBe(document.body)
  }
})
