// Runs before the first paint, so that a dark page never flashes white. A file, because the page's
// policy allows no inline script.
;(() => {
  let chosen = 'auto'
  try {
    chosen = localStorage.getItem('topsmile.color-scheme') || 'auto'
  } catch {
    // Storage may be closed to us: the system's preference decides.
  }
  const dark =
    chosen === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark'
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
