/**
 * A button that waits for an answer is disabled, and the browser takes the focus away from it. When
 * it can be pressed again, and the focus has not gone elsewhere meanwhile, it has it back: whoever
 * works by keyboard goes on where they were, and not at the top of the page.
 */
export function holdFocus(): void {
  let held: EventTarget | null = null
  const isFree = () => document.activeElement === document.body || document.activeElement === null
  document.addEventListener('focusin', ({ target }) => {
    held = target
  })
  const waiting = new MutationObserver((records) => {
    const back = records.some(({ target }) => target === held)
    if (back && isFree() && held instanceof HTMLElement && !held.matches(':disabled'))
      held.focus({ preventScroll: true })
  })
  waiting.observe(document, { subtree: true, attributeFilter: ['disabled'] })
}
