import { memo, type RefObject } from 'react'
import { isSeen, type Placed } from '../placing'
import { useSeen } from '../use-seen'
import { VisitCard } from './visit-card'

type Props = {
  cards: readonly Placed[]
  scroller: RefObject<HTMLElement | null>
  grid: RefObject<HTMLElement | null>
  /** The visit that has the focus stays, wherever the board is scrolled to. */
  kept: string | null
}

/** Of all cards those that can be seen; a card is drawn anew only when its own visit changes. */
export const WeekCards = memo(function WeekCards({ cards, scroller, grid, kept }: Props) {
  const seen = useSeen(scroller, grid)
  return cards
    .filter(({ place, visit }) => isSeen(place, seen) || visit.id === kept)
    .map(({ visit, place }) => <VisitCard key={visit.id} visit={visit} {...place} dense />)
})
