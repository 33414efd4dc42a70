/** A ref that brings the chosen one of a scrolling row into view. */
export function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView?.({ block: 'nearest', inline: 'center' })
}

/** The same for a row that may be further down the page, which stays where it is. */
export function revealAlong(element: HTMLElement | null): void {
  const row = element?.parentElement
  if (element && row)
    row.scrollLeft = element.offsetLeft - (row.clientWidth - element.offsetWidth) / 2
}
