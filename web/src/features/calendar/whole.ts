import { addDays, type Day, minutesBetween } from '@/lib/wall'
import type { Calendar } from './geometry'

type Ask = (from: Day, to: Day) => Promise<Calendar>

/** So many visits the server tells at once, the first ones; more it leaves out. */
const MOST = 5_000
const A_DAY = 1_440

/** One stretch of days and the next. Everybody who works here is in both. */
function joined(first: Calendar, next: Calendar): Calendar {
  const open = new Map(next.providers.map((each) => [each.id, each.open]))
  const providers = first.providers.map((each) => ({
    ...each,
    open: [...each.open, ...(open.get(each.id) ?? [])],
  }))
  return { ...first, providers, appointments: [...first.appointments, ...next.appointments] }
}

/** All of it, in halves where it is too much at once: a day that was left out would look empty. */
export async function whole(ask: Ask, from: Day, to: Day): Promise<Calendar> {
  const told = await ask(from, to)
  if (told.appointments.length < MOST || from === to) return told
  const middle = addDays(from, Math.floor(minutesBetween(from, to) / (2 * A_DAY)))
  const halves = [whole(ask, from, middle), whole(ask, addDays(middle, 1), to)] as const
  return joined(...(await Promise.all(halves)))
}
