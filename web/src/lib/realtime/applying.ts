import type { Query, QueryClient } from '@tanstack/react-query'
import { affectedBy, liveKeys } from '@/api/keys'
import { bursts } from './bursts'
import type { Frame } from './socket'

/** A single visit is only touched by what happened to it. */
function concerns(query: Query, { ids }: Frame): boolean {
  const [root, id] = query.queryKey
  return root !== 'appointment' || !ids.appointment_id || ids.appointment_id === id
}

/**
 * What happened makes queries stale; those that are on the screen ask again at once. The echo of
 * what was done here is asked about too, and by its version the answer changes nothing.
 */
export function applying(client: QueryClient) {
  const { add, stop } = bursts<Frame>((root, frames) => {
    const predicate = (query: Query) => frames.some((frame) => concerns(query, frame))
    client.invalidateQueries({ queryKey: [root], predicate })
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
