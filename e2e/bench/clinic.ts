import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Schema } from '../support/desk'

const DIST = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

const CLINIC = {
  slug: 'large',
  name: 'A Large Clinic',
  timezone: 'Europe/London',
  currency: 'GBP',
  locale: 'en-GB',
  today: '2030-01-09',
}

const two = (number: number) => String(number).padStart(2, '0')
const wall = (day: number, minute: number) =>
  `2030-01-${two(7 + day)}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`
const states = ['scheduled', 'confirmed', 'scheduled', 'confirmed', 'pending_payment'] as const

/** Ten who work from eight to six on five days, and see somebody every half hour: a thousand. */
function calendar(): Schema['Calendar'] {
  const providers = Array.from({ length: 10 }, (_, index) => ({
    id: `provider-${index}`,
    name: `Dr ${'ABCDEFGHIJ'.charAt(index)}nna ${'KLMNOPQRST'.charAt(index)}ove`,
    specialty: 'Dentistry',
    open: Array.from({ length: 5 }, (_, day) => ({
      starts_at: `${wall(day, 480)}Z`,
      ends_at: `${wall(day, 1080)}Z`,
      starts_local: wall(day, 480),
      ends_local: wall(day, 1080),
    })),
  }))
  const appointments = Array.from({ length: 1000 }, (_, index) => {
    const provider = index % 10
    const slot = Math.floor(index / 10) % 20
    const day = Math.floor(index / 200)
    const [from, to] = [480 + slot * 30, 480 + slot * 30 + 25]
    return {
      id: `visit-${index}`,
      version: 1,
      status: states[index % states.length] ?? 'scheduled',
      starts_at: `${wall(day, from)}Z`,
      ends_at: `${wall(day, to)}Z`,
      starts_local: wall(day, from),
      ends_local: wall(day, to),
      service: { id: 'check-up', name: 'Check-up' },
      provider: { id: `provider-${provider}`, name: providers[provider]?.name ?? '' },
      patient: { id: `patient-${index}`, name: `Patient Number ${index}` },
      room: null,
      notes: index % 7 === 0 ? 'Allergic to latex' : '',
      price: { amount: 6800, currency: 'GBP' },
      pay_by: null,
      created_at: '2030-01-01T00:00:00Z',
      buffer_before_minutes: 0,
      buffer_after_minutes: 5,
    }
  })
  return {
    timezone: CLINIC.timezone,
    today: CLINIC.today,
    now_local: wall(2, 600),
    step_minutes: 15,
    providers,
    appointments,
  }
}

const told = calendar()

function reschedule(path: string, body: string): unknown {
  const id = path.split('/').at(-2)
  const visit = told.appointments.find((each) => each.id === id)
  const { starts_at } = JSON.parse(body) as { starts_at: string }
  return { ...visit, version: 2, starts_at, starts_local: starts_at.slice(0, 19) }
}

function answer(path: string, body: string): unknown {
  const user = {
    id: 'u1',
    name: 'Erin Bell',
    email: 'erin@example.com',
    role: 'receptionist',
    permissions: ['calendar.read', 'appointments.book'],
    patient_id: null,
    provider_id: null,
    clinic: { ...CLINIC, id: 'c1' },
  }
  if (path.startsWith('/api/auth')) return { user }
  if (path.startsWith('/api/clinics')) return CLINIC
  if (path.endsWith('/calendar')) return told
  if (path.endsWith('/reschedule')) return reschedule(path, body)
  return { items: [], next_cursor: null }
}

/** The built web app, and a clinic behind it that has nothing but a full week. */
export async function open(): Promise<{ server: Server; origin: string }> {
  const server = createServer(async (asked, response) => {
    const { pathname } = new URL(asked.url ?? '/', 'http://clinic')
    if (pathname.startsWith('/api/')) {
      let body = ''
      for await (const part of asked) body += part
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify(answer(pathname, body)))
      return
    }
    const file = extname(pathname) ? normalize(pathname) : 'index.html'
    const bytes = await readFile(join(DIST, file)).catch(() => null)
    response.statusCode = bytes ? 200 : 404
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream')
    response.end(bytes ?? '')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return { server, origin: `http://127.0.0.1:${port}` }
}
