import type { Query, QueryClient } from '@tanstack/react-query'
import { affectedBy, liveKeys } from '@/api/touched'
import { versionsIn } from '@/lib/versions'
import { bursts } from './bursts'
import type { Frame } from './socket'

/** Whether a query shows a visit as it became by this event, or later: then it has no news. */
function knows(query: Query, { appointment_id, version }: Frame['ids']): boolean {
  if (typeof version !== 'number') return false
  const known = versionsIn(query.state.data).get(String(appointment_id))
  return known !== undefined && known >= version
}

/** A single visit is only touched by what happened to it; an echo of what is known, touches none. */
function concerns(query: Query, { event, ids }: Frame): boolean {
  const [root, id] = query.queryKey
  if (root === 'appointment' && ids.appointment_id && ids.appointment_id !== id) return false
  return !event.startsWith('appointment.') || !knows(query, ids)
}

/**
 * What happened makes queries stale; those that are on the screen ask again at once. The echo of
 * what was done here is known by its version already, and asks nothing.
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
