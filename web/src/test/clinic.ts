import { HttpResponse, http, ws } from 'msw'
import type { Schema } from '@/api/client'
import { addMinutes } from '@/lib/wall'

/** A small clinic, three hours behind UTC, for tests of whole pages. */
export const ana: Schema['PublicProvider'] = {
  id: 'ana',
  name: 'Dr Ana Moura',
  specialty: 'General',
  service_ids: ['clean'],
}
export const rui: Schema['PublicProvider'] = { ...ana, id: 'rui', name: 'Dr Rui Costa' }
export const cleaning: Schema['PublicService'] = {
  id: 'clean',
  name: 'Cleaning',
  description: 'Clean and check.',
  duration_minutes: 30,
  buffer_before_minutes: 0,
  buffer_after_minutes: 10,
  price: { amount: 18000, currency: 'BRL' },
  provider_ids: ['ana', 'rui'],
  terms: null,
}
export const clinic: Schema['PublicClinic'] = {
  slug: 'sorriso',
  name: 'Clínica Sorriso',
  timezone: 'America/Sao_Paulo',
  currency: 'BRL',
  locale: 'pt-BR',
  today: '2030-01-07',
  brand_color: null,
  phone: null,
  email: null,
  address: null,
  about: null,
}
export const user: Schema['User'] = {
  id: 'u1',
  name: 'Mia Torres',
  email: 'mia@example.com',
  role: 'patient',
  permissions: [],
  patient_id: 'p1',
  provider_id: null,
  clinic: { ...clinic, id: 'c1' },
}

export const ada: Schema['Patient'] = {
  id: 'p1',
  version: 3,
  name: 'Ada Flint',
  email: null,
  phone: null,
  birth_date: '1985-02-03',
  locale: 'en',
  notes: '',
  archived_at: null,
  created_at: '2030-01-01T00:00:00Z',
}

const utc = (wall: string) => `${addMinutes(wall, 180)}Z`

export const slot = (wall: string, provider = 'ana'): Schema['Slot'] => ({
  starts_at: utc(wall),
  ends_at: utc(addMinutes(wall, 30)),
  starts_local: wall,
  provider_id: provider,
})

export function appointment(wall: string, more: Partial<Schema['Appointment']> = {}) {
  return {
    id: 'a1',
    version: 1,
    status: 'scheduled' as const,
    starts_at: utc(wall),
    ends_at: utc(addMinutes(wall, 30)),
    starts_local: wall,
    service: { id: 'clean', name: 'Cleaning' },
    provider: { id: 'ana', name: 'Dr Ana Moura' },
    patient: { id: 'p1', name: 'Mia Torres' },
    room: null,
    notes: '',
    price: cleaning.price,
    pay_by: null,
    created_at: '2030-01-01T00:00:00Z',
    ...more,
  }
}

export function problem(status: number, code: string, more: object = {}) {
  const body = { type: 'about:blank', title: code, status, code, detail: code, ...more }
  return HttpResponse.json(
    { ...body, request_id: 'req-12345678' },
    { status, headers: { 'X-Request-ID': 'req-12345678' } },
  )
}

/** The live updates of a quiet day. */
const silence = ws.link('ws://clinic.test/api/realtime').addEventListener('connection', () => {})

/** What every booking page asks for. */
export const publicReads = (slots: () => Schema['Slot'][]) => [
  silence,
  http.get('*/api/clinics/sorriso', () => HttpResponse.json(clinic)),
  http.get('*/api/scheduling/services', () => HttpResponse.json({ items: [cleaning] })),
  http.get('*/api/scheduling/providers', () => HttpResponse.json({ items: [ana, rui] })),
  http.get('*/api/scheduling/availability', () =>
    HttpResponse.json({ timezone: clinic.timezone, slots: slots(), next_available_on: null }),
  ),
  http.delete('*/api/scheduling/holds/:id', () => new HttpResponse(null, { status: 204 })),
]
