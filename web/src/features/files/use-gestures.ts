import { type PointerEvent, type RefObject, useEffect, useRef } from 'react'
import { pushed, type View, zoomed } from './view'

type Point = { x: number; y: number }
type Change = (change: (view: View) => View) => void

const middle = ([a, b]: [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
const apart = ([a, b]: [Point, Point]): number => Math.hypot(a.x - b.x, a.y - b.y)

/** One finger or the mouse pushes, two fingers pinch, the wheel comes closer. */
export function useGestures(stage: RefObject<HTMLDivElement | null>, change: Change) {
  const fingers = useRef(new Map<number, Point>())

  const fromMiddle = ({ x, y }: Point): Point => {
    const box = stage.current?.getBoundingClientRect()
    return box ? { x: x - box.x - box.width / 2, y: y - box.y - box.height / 2 } : { x: 0, y: 0 }
  }

  useEffect(() => {
    const element = stage.current
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      const box = element?.getBoundingClientRect()
      if (!box) return
      const at = {
        x: event.clientX - box.x - box.width / 2,
        y: event.clientY - box.y - box.height / 2,
      }
      change((view) => zoomed(view, Math.exp(-event.deltaY / 400), at))
    }
    // React listens passively, and the page behind would scroll along.
    element?.addEventListener('wheel', turn, { passive: false })
    return () => element?.removeEventListener('wheel', turn)
  }, [stage, change])

  const down = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture?.(event.pointerId)
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
  }
  const move = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    const box = event.currentTarget.getBoundingClientRect()
    const was = [...fingers.current.values()]
    fingers.current.set(event.pointerId, now)
    const by = { x: now.x - before.x, y: now.y - before.y }
    if (was.length === 1) return change((view) => pushed(view, by, box))
    if (was.length !== 2) return
    const two = [...fingers.current.values()] as [Point, Point]
    const earlier = was as [Point, Point]
    const factor = apart(two) / (apart(earlier) || 1)
    const at = fromMiddle(middle(two))
    const shift = { x: by.x / 2, y: by.y / 2 }
    change((view) => pushed(zoomed(view, factor, at), shift, box))
  }
  const up = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId)
  }
  return {
    onPointerDown: down,
    onPointerMove: move,
    onPointerUp: up,
    onPointerCancel: up,
  }
}
