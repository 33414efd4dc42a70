import type { QueryClient } from '@tanstack/react-query'
import { affected } from '@/api/keys'

/** How often a live view asks again while no socket tells it what changed. */
export const POLL_EVERY = 15_000

/** A server event arrived: what it touches is no longer fresh. */
export function apply(event: string, client: QueryClient): void {
  for (const queryKey of affected[event] ?? []) client.invalidateQueries({ queryKey })
}

/** The socket says what changed; the query asks what it is now. */
export function follow(socket: EventTarget, client: QueryClient): () => void {
  const hear = (message: Event) => {
    const { event } = JSON.parse((message as MessageEvent<string>).data) as { event: string }
    apply(event, client)
  }
  socket.addEventListener('message', hear)
  return () => socket.removeEventListener('message', hear)
}
