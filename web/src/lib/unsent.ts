import { create } from 'zustand'
import { isGuess, type Numbered } from './versions'

/** How a visit stands whose change the server has not settled yet. */
export type Mark = 'waiting' | 'undecided'

type Unsent = {
  /** By visit. */
  marks: Readonly<Record<string, Mark>>
  /** What would be lost if nobody could send it any more. */
  count: number
  /** What to do once somebody has agreed to lose it. */
  leaving: (() => void) | null
}

/** What every screen may know of the queue, whoever keeps it. */
export const useUnsent = create<Unsent>()(() => ({ marks: {}, count: 0, leaving: null }))

/** Not settled: it would be lost with the line. */
export const isUnsent = ({ state }: { state: string }): boolean =>
  ['waiting', 'held', 'failed', 'conflict'].includes(state)

const LOST = 'topsmile.unsent-lost'

/** The session ended before it could be sent. How much it was may be said; what it was may not. */
export const rememberLost = (count: number): void => {
  if (count > 0) sessionStorage.setItem(LOST, String(count))
}
export const lostUnsent = (): number => Number(sessionStorage.getItem(LOST) ?? 0)
export const forgetLost = (): void => sessionStorage.removeItem(LOST)

/** What is only guessed is not acted upon, unless it waits: then one follows upon the other. */
export const mayAct = (visit: Numbered): boolean =>
  !isGuess(visit) || useUnsent.getState().marks[visit.id] === 'waiting'

/** Goes, or asks first where something would be lost. */
export function askFirst(leave: () => void): void {
  if (useUnsent.getState().count === 0) leave()
  else useUnsent.setState({ leaving: leave })
}
