import { notifyManager, type QueryClient } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { guessed } from '@/lib/versions'
import { absorb, withdraw } from '../cache'
import { outcome, visitIn } from '../wish'
import { isWaiting, type Line } from './line'

/** Shows what waits as if it were done, in the order in which it was wished. */
export function layGuesses(client: QueryClient, line: Line): void {
  for (const { wish } of line.filter(isWaiting)) {
    const visit = outcome(wish)
    absorb(client, { ...visit, version: guessed(visit.version) })
  }
}

/** From one state of the line to the next, in one breath: nothing is seen in between. */
export function redraw(client: QueryClient, before: Line, now: Line): void {
  notifyManager.batch(() => {
    for (const { wish } of before.filter(isWaiting)) withdraw(client, visitIn(wish))
    for (const { answer, refusal } of now) {
      const told = answer ?? refusal?.problem.current
      if (told) absorb(client, told)
    }
    layGuesses(client, now)
  })
}

const ROOTS: readonly unknown[] = [keys.calendar[0], keys.appointment[0], keys.appointments[0]]

/** What is asked anew knows nothing of what waits. */
export function keepDrawn(client: QueryClient, line: () => Line): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success') return
    if (event.action.manual || !ROOTS.includes(event.query.queryKey[0])) return
    if (line().some(isWaiting)) layGuesses(client, line())
  })
}
