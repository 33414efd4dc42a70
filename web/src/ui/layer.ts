import { useEffectEvent, useLayoutEffect } from 'react'
import { loseHold } from './held-focus'
import { goBack, letGo, type Way, wayBack } from './way-back'

type Layer = { close: () => void; way: Way; nth: number }

/** What lies over the page, the latest last. */
const layers: Layer[] = []
let count = 0

/** What has just closed, until it is known whether something comes in its place. */
let leaving: { layer: Layer; timer: number } | undefined

/** A list, a menu or a month that is open within a dialog closes first, by itself. */
const WITHIN = '[data-mantine-stop-propagation="true"]'

function hear({ key, isComposing, target }: KeyboardEvent): void {
  if (key !== 'Escape' || isComposing) return
  if (target instanceof Element && target.closest(WITHIN)) return
  layers.at(-1)?.close()
}

function enter(close: () => void): Layer {
  // The same listener is added only once.
  window.addEventListener('keydown', hear, { capture: true })
  clearTimeout(leaving?.timer)
  const layer = { close, way: leaving?.layer.way ?? wayBack(), nth: ++count }
  leaving = undefined
  layers.push(layer)
  return layer
}

function leave(layer: Layer): void {
  layers.splice(layers.indexOf(layer), 1)
  clearTimeout(leaving?.timer)
  // What is in it goes with it, and is no way on.
  letGo()
  loseHold()
  // Of two that close together, the lower one knows the way to what stays.
  const lowest = leaving && leaving.layer.nth < layer.nth ? leaving.layer : layer
  const held = document.activeElement
  const timer = window.setTimeout(() => {
    leaving = undefined
    const now = document.activeElement
    // Whoever has sent the focus elsewhere meanwhile knows better.
    const left = !now || now === document.body || (now === held && now.closest('[aria-modal]'))
    if (left) goBack(lowest.way)
  }, 10)
  leaving = { layer: lowest, timer }
}

/**
 * Of all that lies upon each other, Escape closes only what is on top, and the focus goes back to
 * where it was, also when a dialog goes without having been closed. Mantine's dialogs know nothing of
 * each other: each hears the same key, and would take itself for the top one as soon as that is gone.
 */
export function useLayer(opened: boolean, closeOnEscape: boolean, onClose: () => void) {
  const close = useEffectEvent(() => {
    if (closeOnEscape) onClose()
  })
  useLayoutEffect(() => {
    if (!opened) return
    const layer = enter(() => close())
    return () => leave(layer)
  }, [opened])
  return { closeOnEscape: false, returnFocus: false } as const
}
