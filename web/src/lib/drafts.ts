type Field = HTMLInputElement | HTMLTextAreaElement

const written = new Set<Field>()

/** What is searched for is no draft, and a tick is soon set again. */
const isProse = (target: EventTarget | null): target is Field =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement &&
    !['search', 'checkbox', 'radio', 'hidden', 'password'].includes(target.type) &&
    target.getAttribute('role') !== 'combobox')

/** Notices where somebody writes, until told to stop. */
export function watchDrafts(): () => void {
  const notice = ({ target }: Event) => isProse(target) && written.add(target)
  addEventListener('input', notice, { capture: true })
  return () => removeEventListener('input', notice, { capture: true })
}

/** Whether a page that is loaded anew would lose words that somebody has written on it. */
export function hasDraft(): boolean {
  for (const field of written) if (!field.isConnected) written.delete(field)
  return [...written].some(({ value }) => value.trim() !== '')
}

/** What somebody was writing, and where, when their session ended. */
type Kept = { person: string; place: string; label: string; text: string }

/** In this page's memory and nowhere else: a tab that is closed or signed out has nothing of it. */
let kept: Kept[] = []

const here = () => location.pathname + location.search

const labelOf = (field: Field): string =>
  (field.labels?.[0]?.textContent ?? field.getAttribute('aria-label') ?? '').trim()

/** Before the page gives way to the door. */
export function keepDrafts(person: string): void {
  const place = here()
  kept = [...written]
    .filter((field) => field.isConnected && field.value.trim() !== '' && labelOf(field) !== '')
    .map((field) => ({ person, place, label: labelOf(field), text: field.value }))
}

export const keepsDrafts = (): boolean => kept.length > 0

/** As if it were typed: the form hears it like any other input. */
function type(field: Field, text: string): void {
  const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set
  set?.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/**
 * Whoever was thrown out and is back finds their words in the fields they were written in, as soon
 * as those are there again. Nobody else does.
 */
export function giveDraftsBack(person: string, onGiven: () => void): () => void {
  kept = kept.filter((each) => each.person === person)
  const give = () => {
    const place = here()
    const before = kept.length
    for (const field of document.querySelectorAll<Field>('input, textarea')) {
      const own = kept.find((each) => each.place === place && each.label === labelOf(field))
      if (!own || !isProse(field)) continue
      kept = kept.filter((each) => each !== own)
      type(field, own.text)
    }
    if (kept.length < before) onGiven()
    if (kept.length === 0) watcher.disconnect()
  }
  const watcher = new MutationObserver(give)
  if (kept.length > 0) {
    watcher.observe(document.body, { childList: true, subtree: true })
    give()
  }
  return () => watcher.disconnect()
}
