/** A ref that brings the chosen one of a scrolling row into view. */
export function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView?.({ block: 'nearest', inline: 'center' })
}
