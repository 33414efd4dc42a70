import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { ApiError, NetworkError } from '@/lib/errors'
import { intend } from '@/lib/intents'
import { guessed } from '@/lib/versions'
import { type Appointment, absorb, withdraw } from './cache'
import { useOutbox } from './outbox'
import { moveOf, nameOf, outcome, post, stepOf, type Wish } from './wish'

export type { Appointment } from './cache'
export type { Move } from './wish'

/** The patient's own visits, from long ago on. */
export const mine = () =>
  queryOptions({
    queryKey: [...keys.appointments, 'mine'],
    queryFn: () =>
      ask(
        api.GET('/api/scheduling/appointments', {
          params: { query: { from: '2000-01-01', limit: 200 } },
        }),
      ),
    select: ({ items }) => items,
  })

/** The API tells visits from the earliest on, a page at a time. */
async function allOf(patient_id: string): Promise<{ items: Appointment[] }> {
  const items: Appointment[] = []
  let cursor: string | null | undefined
  do {
    const query = { from: '2000-01-01', limit: 200, patient_id, ...(cursor ? { cursor } : {}) }
    const page = await ask(api.GET('/api/scheduling/appointments', { params: { query } }))
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return { items }
}

/** All visits of a patient whom staff have before them. */
export const ofPatient = (patient_id: string) =>
  queryOptions({
    queryKey: [...keys.appointments, 'of', patient_id],
    queryFn: () => allOf(patient_id),
    select: ({ items }) => items,
  })

/**
 * Asks the server. Where nobody answers, and a queue is kept, the wish waits in it under the keys
 * with which it may have arrived already; the answer is then a guess.
 */
function act(wish: Wish): Promise<Appointment> {
  return intend(...nameOf(wish), async (headers) => {
    const { outbox } = useOutbox.getState()
    if (outbox?.isBusy()) return outbox.queue(wish, headers, false)
    return post(wish, headers).catch((error: unknown) => {
      if (!outbox || !(error instanceof NetworkError)) throw error
      return outbox.queue(wish, headers, true)
    })
  })
}

/**
 * Shows the guess at once, takes the server's answer when it comes, and steps back when it is
 * refused: to what the server says the appointment is now, or else to what it was.
 */
function useOptimistic<Told extends { appointment: Appointment }>(
  wishOf: (told: Told) => Wish,
  meta: ReturnType<typeof changes>,
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (told: Told) => act(wishOf(told)),
    onMutate: async (told: Told) => {
      await client.cancelQueries({ queryKey: keys.calendar })
      absorb(client, { ...outcome(wishOf(told)), version: guessed(told.appointment.version) })
    },
    onSuccess: (answer) => {
      absorb(client, answer)
      void useOutbox
        .getState()
        .outbox?.heard(answer)
        .catch(() => undefined)
    },
    onError: (error, { appointment }) => {
      const now = error instanceof ApiError ? error.problem.current : undefined
      withdraw(client, appointment)
      if (now) absorb(client, now)
    },
    meta,
  })
}

export const useStep = () => useOptimistic(stepOf, changes('appointments.step'))

export const useMove = () => useOptimistic(moveOf, changes('appointments.move'))
