import { type RefObject, startTransition, useEffect, useState } from 'react'
import type { Seen } from './placing'

/** What is drawn changes by whole blocks, so that most frames of a scroll change nothing. */
const BLOCK = 80
/** Blocks beyond what can be seen. */
const MORE = 2

const blocks = (from: number, to: number): [number, number] => [
  (Math.floor(from / BLOCK) - MORE) * BLOCK,
  (Math.ceil(to / BLOCK) + MORE) * BLOCK,
]

/** Before anything is measured, and where nothing can be. */
const NOTHING: Seen = { top: 0, bottom: 0, left: 0, right: 0 }
const EVERYTHING: Seen = { top: 0, bottom: Number.POSITIVE_INFINITY, left: 0, right: 1 }

/** How much of the grid can be seen in its scroller, and a little more. */
export function useSeen(
  scroller: RefObject<HTMLElement | null>,
  grid: RefObject<HTMLElement | null>,
): Seen {
  const [seen, see] = useState(NOTHING)
  useEffect(() => {
    const board = scroller.current
    const sheet = grid.current
    if (!board || !sheet) return
    let width = 0
    const look = () => {
      if (board.clientHeight === 0 || width === 0) return see(EVERYTHING)
      const { clientHeight, clientWidth, scrollLeft, scrollTop } = board
      const [top, bottom] = blocks(scrollTop, scrollTop + clientHeight)
      const [left, right] = blocks(scrollLeft, scrollLeft + clientWidth)
      const now = { top, bottom, left: left / width, right: right / width }
      // Hundreds of cards after a leap: drawn in slices, between which the page answers.
      startTransition(() => see((was) => (same(was, now) ? was : now)))
    }
    const measure = () => {
      width = sheet.offsetWidth
      look()
    }
    measure()
    const sizes = new ResizeObserver(measure)
    sizes.observe(board)
    sizes.observe(sheet)
    board.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      board.removeEventListener('scroll', look)
    }
  }, [scroller, grid])
  return seen
}

const same = (one: Seen, other: Seen): boolean =>
  one.top === other.top &&
  one.bottom === other.bottom &&
  one.left === other.left &&
  one.right === other.right
