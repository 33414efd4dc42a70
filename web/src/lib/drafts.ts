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
