// Runs before the first paint, so that a dark page never flashes white. A file, because the page's
// policy allows no inline script.
;(() => {
  let chosen = 'auto'
  let language = null
  try {
    chosen = localStorage.getItem('topsmile.color-scheme') || 'auto'
    language = localStorage.getItem('topsmile.language')
  } catch {
    // Storage may be closed to us: the system's preference decides.
  }
  const dark =
    chosen === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark'
  const page = document.documentElement
  page.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  // A page that the server drew in the clinic's language waits for the one that was asked for.
  if (language && language !== page.lang) page.setAttribute('data-other-language', '')
  // Such a page is seen first; then comes the app.
  addEventListener('DOMContentLoaded', () => {
    const app = document.getElementById('topsmile-app')
    if (!app) return
    // What is pressed until then is kept for it (src/app/known.ts).
    const early = new AbortController()
    window.early = early
    const listen = (type, note) =>
      addEventListener(type, note, { capture: true, signal: early.signal })
    listen('click', (event) => {
      if (event.target.closest('a, button, input, label')) early.click = event
    })
    listen('keydown', (event) => (early.enter = event.key === 'Enter' ? event : undefined))
    listen('pointerdown', (event) => {
      early.held = event.isPrimary && event.button === 0 ? event : undefined
    })
    listen('pointerup', () => (early.held = undefined))
    listen('pointercancel', () => (early.held = undefined))
    const begin = () => {
      if (app.isConnected) document.head.append(app.content)
      app.remove()
    }
    requestAnimationFrame(() => setTimeout(begin))
    setTimeout(begin, 500)
  })
})()
