import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { create } from 'zustand'
import { renewTokens } from '@/api/refresh'
import { applying } from './applying'
import { LiveSocket, type State } from './socket'

/** How often a live view asks again while no socket tells it what changed, and while one does. */
const POLL_EVERY = 15_000
const REASSURE_EVERY = 120_000

export const useLiveState = create<{ state: State }>()(() => ({ state: 'off' }))

/** For `refetchInterval`: polling is what remains when the socket is gone. */
export const useRefreshEvery = (): number =>
  useLiveState(({ state }) => (state === 'live' ? REASSURE_EVERY : POLL_EVERY))

/** Who listens: a signed-in person, or anybody who looks at what a clinic has free. */
export type Listener = { user: string } | { clinic: string }

function addressFor(clinic: string | undefined) {
  return (since: number | undefined): string => {
    const url = new URL('/api/realtime', location.origin)
    url.protocol = url.protocol.replace('http', 'ws')
    if (clinic) url.searchParams.set('clinic', clinic)
    if (since !== undefined) url.searchParams.set('since', String(since))
    return url.href
  }
}

/** Keeps what is on the screen as it is on the server, for as long as the page is open. */
export function useLiveUpdates(listener: Listener): void {
  const client = useQueryClient()
  const user = 'user' in listener ? listener.user : undefined
  const clinic = 'clinic' in listener ? listener.clinic : undefined
  useEffect(() => {
    const { apply, applyAll, stop } = applying(client)
    const renew = async (connectedAt: number) =>
      user !== undefined && (await renewTokens(connectedAt))
    const socket = new LiveSocket({
      address: addressFor(clinic),
      identity: user ?? `clinic ${clinic}`,
      onFrame: apply,
      onGap: applyAll,
      onState: (state) => useLiveState.setState({ state }),
      renew,
    })
    return () => {
      socket.close()
      stop()
    }
  }, [client, user, clinic])
}
