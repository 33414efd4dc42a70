import type { Query, QueryClient } from '@tanstack/react-query'
import { affectedBy, liveKeys } from '@/api/keys'
import { told } from '@/lib/versions'
import { bursts } from './bursts'
import type { Frame } from './socket'

type Versioned = { id: string; version: number }
type Held = Partial<Versioned> & { appointments?: Versioned[]; items?: Versioned[] }

/** Whether a query already shows what happened: its own echo, or a change that another read brought. */
function knows(query: Query, { event, ids }: Frame): boolean {
  const { appointment_id, version } = ids
  if (!event.startsWith('appointment.') || !appointment_id || !version) return false
  const data = query.state.data as Held | undefined
  const held = data?.appointments ?? data?.items ?? [data ?? {}]
  const visit = held.find(({ id }) => id === appointment_id)
  return visit?.version !== undefined && told(visit.version) >= Number(version)
}

/** A single visit is only touched by what happened to it. */
function concerns(query: Query, { ids }: Frame): boolean {
  const [root, id] = query.queryKey
  return root !== 'appointment' || !ids.appointment_id || ids.appointment_id === id
}

/** What happened makes queries stale; those that are on the screen ask again at once. */
export function applying(client: QueryClient) {
  const { add, stop } = bursts<Frame>((root, frames) => {
    const stale = (query: Query) =>
      frames.some((frame) => concerns(query, frame) && !knows(query, frame))
    client.invalidateQueries({ queryKey: [root], predicate: stale })
  })
  return {
    stop,
    apply: (frame: Frame) => {
      for (const [root] of affectedBy(frame.event)) if (root) add(root, frame)
    },
    /** Anything may have happened. */
    applyAll: () => {
      for (const queryKey of liveKeys) client.invalidateQueries({ queryKey })
    },
  }
}
