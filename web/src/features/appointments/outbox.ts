import { create } from 'zustand'
import type { Headers } from '@/lib/intents'
import type { Appointment } from './cache'
import type { Intent, Line } from './outbox/line'
import type { Wish } from './wish'

/** What can be done with the line; see `outbox/work.ts`, which is fetched when staff are at work. */
export type Outbox = {
  /** Nobody can be asked, or others wait already, whom nothing overtakes. */
  isBusy: () => boolean
  /** To the end of the line; the answer is a guess. `tried`: it may have arrived. */
  queue: (wish: Wish, headers: Headers, tried: boolean) => Promise<Appointment>
  /** As if it had never been wished; or, of a verdict: seen. */
  drop: (intent: Intent) => Promise<void>
  /** What the server broke on, once more. */
  again: (intent: Intent) => Promise<void>
  /** Decided after a conflict: this instead. */
  decide: (intent: Intent, wish: Wish) => Promise<void>
  /** How a visit is by now: whoever decides about it should know. */
  heard: (visit: Appointment) => Promise<void>
  /** Now, whatever was waited for. */
  wake: () => void
}

type Shown = {
  line: Line
  /** Open for as long as staff are at work in this tab. */
  outbox: Outbox | null
  sending: boolean
  /** Whether the panel is. */
  opened: boolean
}

export const useOutbox = create<Shown>()(() => ({
  line: [],
  outbox: null,
  sending: false,
  opened: false,
}))

export const showOutbox = (opened = true): void => useOutbox.setState({ opened })
