import { useEffect } from 'react'
import { clamp, lengthOf, type Span, type Target, type Visit } from './geometry'
import { useBoard } from './store'

type Board = { columns: number; frame: Span }

const steps: Record<string, (target: Target) => Target> = {
  ArrowUp: ({ column, minute }) => ({ column, minute: minute - 5 }),
  ArrowDown: ({ column, minute }) => ({ column, minute: minute + 5 }),
  ArrowLeft: ({ column, minute }) => ({ column: column - 1, minute }),
  ArrowRight: ({ column, minute }) => ({ column: column + 1, minute }),
}

/** Where a key takes the visit, or null when it is none of ours. */
export function stepped(target: Target, key: string, board: Board, length: number): Target | null {
  const next = steps[key]?.(target)
  if (!next) return null
  return {
    column: Math.min(Math.max(next.column, 0), board.columns - 1),
    minute: clamp(next.minute, length, board.frame),
  }
}

/** The same move as by dragging: arrows aim, Enter drops, Escape leaves it where it was. */
export function useMoveMode(board: Board, onDrop: (visit: Visit, target: Target) => void) {
  const visit = useBoard(({ moving }) => (moving?.by === 'keys' ? moving.visit : null))
  const { columns } = board
  const { from, to } = board.frame
  useEffect(() => {
    if (!visit) return
    const hear = (event: KeyboardEvent) => {
      const state = useBoard.getState()
      if (!state.moving) return
      const { target } = state.moving
      const frame = { from, to }
      const next = stepped(target, event.key, { columns, frame }, lengthOf(visit))
      if (next) state.aim(next)
      else if (event.key === 'Enter') onDrop(visit, target)
      if (event.key === 'Enter' || event.key === 'Escape') state.drop()
      if (event.key !== 'Tab') event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', hear, { capture: true })
    return () => window.removeEventListener('keydown', hear, { capture: true })
  }, [visit, columns, from, to, onDrop])
}
