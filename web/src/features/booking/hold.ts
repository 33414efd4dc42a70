import { useEffect } from 'react'
import { nameOf, release, useTakeHold } from './api'
import { type Slot, useDraft } from './store'

/** Keeps the chosen time while it is chosen, unless this browser keeps it already. */
export function useHold(slug: string, service_id: string, slot: Slot | undefined) {
  const hold = useDraft((draft) => draft.hold)
  const { mutate, isPending, error, reset } = useTakeHold(slug)
  const starts_at = slot?.starts_at
  const provider_id = slot?.provider_id
  useEffect(() => {
    // The slot may come from the address, without any event: being here is what keeps it.
    // eslint-disable-next-line react-you-might-not-need-an-effect/no-event-handler
    if (!starts_at || !provider_id) return
    const wish = { service_id, provider_id, starts_at }
    if (useDraft.getState().hold?.keeps !== nameOf(wish)) mutate(wish)
  }, [service_id, provider_id, starts_at, mutate])
  return { hold, isPending, error, reset }
}

/** Leaving the booking pages gives the time back. */
export function useReleaseOnLeave(slug: string) {
  useEffect(() => () => release(slug), [slug])
}
