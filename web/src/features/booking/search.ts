import { type Day, isDay } from '@/lib/wall'

/** What the patient has chosen so far. It stands in the address: shareable, and Back works. */
export type Choices = {
  service?: string
  /** A provider, or `any`. */
  with?: string
  day?: Day
  /** The chosen start, and with whom it was offered. */
  at?: string
  by?: string
  /** The appointment, once booked. */
  done?: string
}

export type Step = 'service' | 'provider' | 'time' | 'who' | 'done'
export const steps: readonly Step[] = ['service', 'provider', 'time', 'who']

const texts = ['service', 'with', 'at', 'by', 'done'] as const

export function parseChoices(search: Record<string, unknown>): Choices {
  const choices: Choices = {}
  for (const name of texts) {
    const value = search[name]
    if (typeof value === 'string' && value) choices[name] = value
  }
  if (isDay(search.day)) choices.day = search.day
  return choices
}

/** The step follows from what is chosen; nothing else remembers it. */
export function stepOf(choices: Choices, offered: { id: string }[]): Step {
  if (choices.done) return 'done'
  if (!offered.some(({ id }) => id === choices.service)) return 'service'
  if (!choices.with) return 'provider'
  return choices.at && choices.by ? 'who' : 'time'
}

/** A single provider is no choice. */
export function choose(service: { id: string; provider_ids: string[] }): Choices {
  const only = service.provider_ids.length === 1 ? service.provider_ids[0] : undefined
  return only ? { service: service.id, with: only } : { service: service.id }
}

/** The choices as they were before a step. */
export function backTo(step: Step, choices: Choices): Choices {
  const { service, with: provider, day } = choices
  if (step === 'service' || !service) return {}
  if (step === 'provider' || !provider) return { service }
  return day ? { service, with: provider, day } : { service, with: provider }
}
