import { addDays, type Day, minutesBetween, weekdayOf } from '@/lib/wall'

export const presets = ['week', 'month', 'days30', 'days90', 'custom'] as const
export type Preset = (typeof presets)[number]
export type Step = 'day' | 'week' | 'month'
export type Period = { from: Day; to: Day }

/** What stands in the address: nothing that is as usual. */
export type AnalyticsSearch = {
  period?: Preset
  from?: Day
  to?: Day
  provider?: string | undefined
  service?: string | undefined
}

export const USUAL = 'days30'
export const LONGEST = 731

const firstOfMonth = (day: Day): Day => `${day.slice(0, 8)}01`

const last: Record<Exclude<Preset, 'custom'>, (today: Day) => Period> = {
  week: (today) => {
    const from = addDays(today, -weekdayOf(today))
    return { from, to: addDays(from, 6) }
  },
  month: (today) => {
    const from = firstOfMonth(today)
    return { from, to: addDays(firstOfMonth(addDays(from, 31)), -1) }
  },
  days30: (today) => ({ from: addDays(today, -29), to: today }),
  days90: (today) => ({ from: addDays(today, -89), to: today }),
}

export const lengthOf = ({ from, to }: Period) => minutesBetween(from, to) / 1440 + 1

export function periodOf({ period = USUAL, from, to }: AnalyticsSearch, today: Day): Period {
  const usual = last.days30(today)
  if (period !== 'custom') return last[period](today)
  if (!from || !to || to < from) return usual
  const most = addDays(from, LONGEST - 1)
  return { from, to: to < most ? to : most }
}

/** As many bars as the eye can take in. */
export function stepFor(period: Period): Step {
  const days = lengthOf(period)
  if (days <= 35) return 'day'
  return days <= 190 ? 'week' : 'month'
}
