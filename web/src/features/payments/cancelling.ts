import type { Schema } from '@/api/client'

type Cost = Schema['Cancelling'] | null | undefined

/** Until when it stays free of a fee; nothing where there is one by now, or never will be. */
export const freeUntil = (cost: Cost): string | undefined =>
  cost?.fee.amount === 0 ? (cost.free_until ?? undefined) : undefined
