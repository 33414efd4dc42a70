import { cleanup, configure } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { needWords, startI18n, useLanguageStore } from '@/lib/i18n'

// What jsdom lacks and the components ask for.
window.matchMedia = (query) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  }) as MediaQueryList
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.scrollTo = () => undefined

// A busy machine is slow, not broken.
configure({ asyncUtilTimeout: 6_000 })

beforeAll(async () => {
  useLanguageStore.getState().choose('en')
  await startI18n()
  await Promise.all([needWords('inside'), needWords('ours')])
})

afterEach(() => {
  cleanup()
  localStorage.clear()
  sessionStorage.clear()
})

// A dialog that goes gives the focus back a moment later, which still needs a document.
afterAll(async () => {
  vi.useRealTimers()
  await new Promise((resolve) => setTimeout(resolve, 50))
})
