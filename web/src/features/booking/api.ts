import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'
import { useDraft } from './store'

type Wish = Schema['PlaceHold']

export const nameOf = (wish: Wish) => `${wish.service_id} ${wish.provider_id} ${wish.starts_at}`

const PROMISED = 10 * 60_000

/** How long it lasts by the server's clock, told by ours, which may be wrong. */
function deadline(expiresAt: string, date: string | null): number {
  const now = Date.now()
  const serverNow = date ? Date.parse(date) : now
  // Holds end on a whole minute, up to one later than promised; ten minutes are what is promised.
  return now + Math.min(PROMISED, Math.max(0, Date.parse(expiresAt) - serverNow))
}

/** Gives a time back. Nobody needs to hear whether it worked: holds end by themselves. */
export function release(slug: string): void {
  const { hold, keep } = useDraft.getState()
  if (!hold) return
  keep(null)
  const params = { path: { hold_id: hold.id }, query: { clinic: slug } }
  api.DELETE('/api/scheduling/holds/{hold_id}', { params, keepalive: true }).catch(() => undefined)
}

/** The hold that is being placed; what is booked meanwhile must say whose it is. */
let taking: Promise<unknown> = Promise.resolve()

async function take(slug: string, wish: Wish): Promise<void> {
  const query = { clinic: slug }
  const { data, response } = await intend(`hold at ${slug}`, wish, (headers) =>
    api.POST('/api/scheduling/holds', { params: { query }, body: wish, headers }),
  )
  const hold = data as Schema['Hold']
  const until = deadline(hold.expires_at, response.headers.get('Date'))
  useDraft.getState().keep({ id: hold.id, keeps: nameOf(wish), until })
}

/** Keeps the chosen time for this browser, giving the one before it back. */
export function useTakeHold(slug: string) {
  return useMutation({
    mutationFn: (wish: Wish) => {
      const taken = take(slug, wish)
      taking = taken.catch(() => undefined)
      return taken
    },
    onMutate: () => release(slug),
    meta: changes('holds.take'),
  })
}

/** Books, after saying who it is for if that is not known yet. */
export function useBook() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ wish, identify }: Booking) => {
      await identify?.()
      await taking
      const { hold } = useDraft.getState()
      const body = { ...wish, ...(hold ? { hold_id: hold.id } : {}) }
      return intend('book', body, (headers) =>
        ask(api.POST('/api/scheduling/appointments', { body, headers })),
      )
    },
    onSuccess: (appointment) => {
      client.setQueryData([...keys.appointment, appointment.id], { ...appointment, history: [] })
    },
    meta: changes('appointments.book'),
  })
}

export type Booking = {
  wish: Schema['BookAppointment']
  identify?: (() => Promise<unknown>) | undefined
}
