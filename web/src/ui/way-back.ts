/** From what had the focus outwards. */
export type Way = readonly Element[]

/** An item goes with its menu: what stays is the button that opened it. */
function openerOf(focused: Element | null): Element | null {
  const menu = focused?.closest('[role="menu"]')
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused
}

export function wayBack(): Way {
  const way: Element[] = []
  let each = openerOf(document.activeElement)
  for (; each && each !== document.body; each = each.parentElement) way.push(each)
  return way
}

/** Drawn anew, it has the same id. */
const again = (opener: Element) =>
  opener.isConnected ? opener : document.getElementById(opener.id || '-')

const NAMED = 'section[aria-label], section[aria-labelledby]'

/** What says where one is: the part itself, or the first heading in it. */
function signOf(part: Element): Element | null {
  if (!part.isConnected) return null
  const sign = part.matches(NAMED) ? part : part.querySelector('h1, h2, h3')
  if (!sign || sign.hasAttribute('tabindex')) return sign
  sign.setAttribute('tabindex', '-1')
  sign.addEventListener('blur', () => sign.removeAttribute('tabindex'), { once: true })
  return sign
}

const isLost = (place: Element) => !place.isConnected || place.matches(':disabled')

function takes(place: Element | null): place is HTMLElement {
  if (!(place instanceof HTMLElement) || isLost(place)) return false
  place.focus({ preventScroll: true })
  return document.activeElement === place
}

function* places(way: Way): Generator<Element | null> {
  const [opener] = way
  if (opener) yield again(opener)
  for (const part of way) yield signOf(part)
}

/** Looks after what was given the focus, for as long as that has it. */
let keeper: MutationObserver | undefined

export const letGo = () => keeper?.disconnect()

/** To what had the focus; where that is gone or goes later, to what says where it was. */
export function goBack(way: Way): void {
  for (const place of places(way)) {
    if (!takes(place)) continue
    stay(place, way)
    return
  }
}

/** A visit that was cancelled goes when the server has said so, and the focus would go with it. */
function stay(place: Element, way: Way): void {
  letGo()
  const watch = new MutationObserver(() => {
    const { activeElement } = document
    const lost = isLost(place)
    if (!lost && activeElement === place) return
    watch.disconnect()
    if (lost && (activeElement === place || activeElement === document.body)) goBack(way)
  })
  const attributes = { attributes: true, attributeFilter: ['disabled'] }
  watch.observe(document.body, { childList: true, subtree: true, ...attributes })
  keeper = watch
}
