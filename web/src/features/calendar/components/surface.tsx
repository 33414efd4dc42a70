import { useDraggable } from '@dnd-kit/core'
import { type KeyboardEvent, type ReactNode, type Ref, type SyntheticEvent, useRef } from 'react'
import type { Target, Visit } from '../geometry'
import { useBoard } from '../store'
import classes from './board.module.css'
import { isMovable } from './visit-card'

type Props = {
  visits: readonly Visit[]
  whereIs: (visit: Visit) => Target
  grid: Ref<HTMLDivElement>
  onPick: (visit: Visit) => void
  onOpen: (visit: Visit) => void
  /** The pointer rests on a visit: it may be opened next. */
  onLook?: ((visit: Visit) => void) | undefined
  children: ReactNode
}

/** Long enough that a pointer on its way to somewhere else asks for nothing. */
const REST = 120

function useLook(onLook: Props['onLook']) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  return (visit: Visit | undefined) => {
    clearTimeout(timer.current)
    if (visit && onLook) timer.current = setTimeout(onLook, REST, visit)
  }
}

/**
 * Where the visits lie. It hears for all of them what happens to one: with a thousand visits a
 * listener each, or a draggable each, would be what a drag spends its time on.
 */
export function Surface(props: Props) {
  const { visits, whereIs, grid, onPick, onOpen, onLook, children } = props
  const { setNodeRef, listeners } = useDraggable({ id: 'board' })
  const look = useLook(onLook)
  const lift = useBoard((board) => board.lift)
  const under = ({ target }: SyntheticEvent) => {
    const card = target instanceof Element ? target.closest('[data-visit]') : null
    const id = card?.getAttribute('data-visit')
    return id ? visits.find((visit) => visit.id === id) : undefined
  }
  const begin = (name: 'onMouseDown' | 'onTouchStart') => (event: SyntheticEvent) => {
    const visit = under(event)
    if (!visit || !isMovable(visit)) return
    onPick(visit)
    listeners?.[name]?.(event)
  }
  const hear = (event: KeyboardEvent) => {
    const visit = event.key === 'm' && !event.metaKey && !event.ctrlKey ? under(event) : undefined
    if (!visit) return
    // On a visit this key moves it, or does nothing; elsewhere it shows the month.
    event.preventDefault()
    event.stopPropagation()
    if (isMovable(visit)) lift({ visit, target: whereIs(visit), by: 'keys' })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is acted upon are the buttons on it.
    <div
      className={classes.grid}
      ref={(element) => {
        setNodeRef(element)
        if (typeof grid === 'function') grid(element)
        else if (grid) grid.current = element
      }}
      onMouseDown={begin('onMouseDown')}
      onTouchStart={begin('onTouchStart')}
      onClick={(event) => {
        const visit = under(event)
        if (visit) onOpen(visit)
      }}
      onKeyDown={hear}
      onPointerOver={(event) => look(under(event))}
      onPointerLeave={() => look(undefined)}
      onFocus={(event) => look(under(event))}
    >
      {children}
    </div>
  )
}
