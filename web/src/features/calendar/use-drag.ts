import { type DragMoveEvent, MouseSensor, TouchSensor, useSensor, useSensors } from '@dnd-kit/core'
import { type RefObject, useRef } from 'react'
import { dragged, lengthOf, type Span, type Target, type Visit } from './geometry'
import { useBoard } from './store'

type Board = {
  columns: number
  frame: Span
  grid: RefObject<HTMLDivElement | null>
  whereIs: (visit: Visit) => Target
  onDrop: (visit: Visit, target: Target) => void
}

type Lifted = { start: Target; columnWidth: number; length: number }

/** Drag by mouse, or by touch after a moment's rest, so that a swipe still scrolls. */
export function useDrag({ columns, frame, grid, whereIs, onDrop }: Board) {
  const picked = useRef<Visit | null>(null)
  const lifted = useRef<Lifted | null>(null)
  const { lift, aim, drop } = useBoard.getState()
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 260, tolerance: 8 } }),
  )
  const onDragStart = () => {
    const visit = picked.current
    if (!visit) return
    const start = whereIs(visit)
    const width = grid.current?.getBoundingClientRect().width ?? 1
    lifted.current = { start, columnWidth: width / columns, length: lengthOf(visit) }
    lift({ visit, target: start, by: 'pointer' })
  }
  const onDragMove = ({ delta }: DragMoveEvent) => {
    if (!lifted.current) return
    const { start, columnWidth, length } = lifted.current
    aim(dragged(start, delta, { columnWidth, columns, length, frame }))
  }
  const onDragEnd = () => {
    const { moving } = useBoard.getState()
    drop()
    if (moving) onDrop(moving.visit, moving.target)
  }
  const pick = (visit: Visit) => {
    picked.current = visit
  }
  return { pick, context: { sensors, onDragStart, onDragMove, onDragEnd, onDragCancel: drop } }
}
