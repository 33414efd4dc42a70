let held: EventTarget | null = null

const isFree = () => document.activeElement === document.body || document.activeElement === null

/** What had the focus goes: it is not to have it back. */
export function loseHold(): void {
  held = null
}

/**
 * A button that waits for an answer is disabled, and the browser takes the focus away from it. When
 * it can be pressed again, and nobody has gone on elsewhere meanwhile, it has it back: whoever works
 * by keyboard goes on where they were, and not at the top of the page.
 */
export function holdFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    held = target
  })
  // To press on plain text is to go on as well, though that takes no focus.
  document.addEventListener('pointerdown', ({ target }) => {
    if (!(held instanceof Node && target instanceof Node && held.contains(target))) loseHold()
  })
  const waiting = new MutationObserver((records) => {
    const back = records.some(({ target }) => target === held)
    if (back && isFree() && held instanceof HTMLElement && !held.matches(':disabled'))
      held.focus({ preventScroll: true })
  })
  waiting.observe(document, { subtree: true, attributeFilter: ['disabled'] })
}
