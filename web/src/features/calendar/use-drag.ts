import {
  type DragMoveEvent,
  type DragStartEvent,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { type RefObject, useRef } from 'react'
import { dragged, type Span, type Target, type Visit, visitSpan } from './geometry'
import { useBoard } from './store'

type Board = {
  columns: readonly { id: string }[]
  frame: Span
  day: string
  grid: RefObject<HTMLDivElement | null>
  onDrop: (visit: Visit, target: Target) => void
}

type Lifted = { start: Target; columnWidth: number; length: number }

/** Drag by mouse, or by touch after a moment's rest, so that a swipe still scrolls. */
export function useDrag({ columns, frame, day, grid, onDrop }: Board) {
  const lifted = useRef<Lifted | null>(null)
  const { lift, aim, drop } = useBoard.getState()
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 260, tolerance: 8 } }),
  )
  const onDragStart = ({ active }: DragStartEvent) => {
    const visit = active.data.current?.visit as Visit | undefined
    if (!visit) return
    const { from, to } = visitSpan(visit, day)
    const start = { column: columns.findIndex(({ id }) => id === visit.provider.id), minute: from }
    const width = grid.current?.getBoundingClientRect().width ?? 1
    lifted.current = { start, columnWidth: width / columns.length, length: to - from }
    lift({ visit, target: start, by: 'pointer' })
  }
  const onDragMove = ({ delta }: DragMoveEvent) => {
    if (!lifted.current) return
    const { start, columnWidth, length } = lifted.current
    aim(dragged(start, delta, { columnWidth, columns: columns.length, length, frame }))
  }
  const onDragEnd = () => {
    const { moving } = useBoard.getState()
    drop()
    if (moving) onDrop(moving.visit, moving.target)
  }
  return { sensors, onDragStart, onDragMove, onDragEnd, onDragCancel: drop }
}
