import type { Schema } from '@/api/client'
import { amountOf, written } from '@/lib/amounts'
import type { Service } from './api'

/** A service as it is typed. */
export type ServiceDraft = {
  name: string
  description: string
  duration_minutes: number
  buffer_before_minutes: number
  buffer_after_minutes: number
  price: string
  provider_ids: string[]
}

type Content = Omit<Schema['CreateService'], 'position' | 'policy'>

const EMPTY: ServiceDraft = {
  name: '',
  description: '',
  duration_minutes: 30,
  buffer_before_minutes: 0,
  buffer_after_minutes: 10,
  price: '',
  provider_ids: [],
}

export function typed(service: Service | null, locale: string): ServiceDraft {
  if (!service) return EMPTY
  return {
    name: service.name,
    description: service.description,
    duration_minutes: service.duration_minutes,
    buffer_before_minutes: service.buffer_before_minutes,
    buffer_after_minutes: service.buffer_after_minutes,
    price: written(service.price.amount, service.price.currency, locale),
    provider_ids: [...service.provider_ids].sort(),
  }
}

export function meant(draft: ServiceDraft, currency: string): Content {
  return { ...draft, price: { amount: amountOf(draft.price, currency) ?? 0, currency } }
}
