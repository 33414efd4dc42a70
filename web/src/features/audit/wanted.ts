import { isDay } from '@/lib/wall'

/** What is looked for; it stands in the address, so that a search can be sent to a colleague. */
export type Wanted = {
  from?: string
  to?: string
  action?: string
  actor_id?: string
  subject_id?: string
  request_id?: string
}

const words = ['action', 'actor_id', 'subject_id', 'request_id'] as const

export function parseWanted(search: Record<string, unknown>): Wanted {
  const { from, to } = search
  const wanted: Wanted = {}
  if (isDay(from)) wanted.from = from
  if (isDay(to)) wanted.to = to
  for (const name of words) {
    const value = search[name]
    if (typeof value === 'string' && value.trim()) wanted[name] = value.trim()
  }
  return wanted
}

/** The same with one thing changed; nothing is sought by an empty word. */
export function withChange(wanted: Wanted, change: Wanted): Wanted {
  return parseWanted({ ...wanted, ...change })
}
