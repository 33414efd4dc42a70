import { isDay } from '@/lib/wall'
import { type AnalyticsSearch, presets } from './period'

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)

/** What an address asks for, without what is not understood. */
export function parsePeriod(search: Record<string, unknown>): AnalyticsSearch {
  const period = presets.find((each) => each === search.period)
  const provider = text(search.provider)
  const service = text(search.service)
  return {
    ...(period ? { period } : {}),
    ...(isDay(search.from) ? { from: search.from } : {}),
    ...(isDay(search.to) ? { to: search.to } : {}),
    ...(provider ? { provider } : {}),
    ...(service ? { service } : {}),
  }
}
