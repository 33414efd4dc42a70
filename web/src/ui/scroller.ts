/** What scrolls when this is scrolled to; null where that is the page itself. */
export function scrollerOf(element: Element): HTMLElement | null {
  for (let each = element.parentElement; each; each = each.parentElement)
    if (/auto|scroll/.test(getComputedStyle(each).overflowY) && each !== document.body) return each
  return null
}
