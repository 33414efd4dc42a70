import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Appointment, type Desk, type OwnSlug, PASSWORD, type Schema } from './desk'
import { home } from './test'

const TOPSMILE = fileURLToPath(new URL('../../server/.venv/bin/topsmile', import.meta.url))
const MORNING = 9

let count = 0

/** Somewhere it is nine in the morning: whenever a test runs, there its day is still to come. */
function whereItIsMorning(): string {
  const east = ((MORNING - new Date().getUTCHours() + 36) % 24) - 12
  // The names of these zones count westwards.
  return `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`
}

type Own = { currency?: string; locale?: string }

/** A clinic that nobody else uses, on a day with hours left; its administrator is `admin@<slug>.demo`. */
function openClinic(own: Own): OwnSlug {
  count += 1
  const slug: OwnSlug = `own-${process.pid}-${count}`
  const wanted = {
    slug,
    name: 'Harbour Dental',
    timezone: whereItIsMorning(),
    currency: 'GBP',
    locale: 'en-GB',
    'admin-email': `admin@${slug}.demo`,
    'admin-name': 'Nora Quinn',
    ...own,
  }
  const options = Object.entries(wanted).flatMap(([name, value]) => [`--${name}`, value])
  const env = { ...process.env, TOPSMILE_HOME: home() }
  const input = `${PASSWORD}\n`
  execFileSync(TOPSMILE, ['clinic', 'create', ...options, '--password-stdin'], { env, input })
  return slug
}

/** Around the clock, on every day of the week. */
const ALWAYS: Schema['Hours'][] = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
  weekday,
  opens: '00:00',
  closes: '24:00',
}))

export const NELL = 'Dr Nell Marsh'
export const TOM = 'Dr Tom Reyes'

export type Office = { slug: OwnSlug; colleague: Desk; day: string; visits: Appointment[] }

export type OpenDesk = (slug: OwnSlug, who: string) => Promise<Desk>

/** A clinic of its own with visits today, one for each name, from eleven o'clock on. */
export async function office(open: OpenDesk, patients: string[], own: Own = {}): Promise<Office> {
  const slug = openClinic(own)
  const colleague = await open(slug, 'admin')
  const ids: string[] = []
  for (const name of [NELL, TOM]) {
    const wanted = { name, specialty: 'Dentistry', hours: ALWAYS }
    ids.push((await colleague.post<Schema['Provider']>('/api/providers', wanted)).id)
  }
  await colleague.post('/api/services', {
    name: 'Check-up',
    duration_minutes: 30,
    price: { amount: 6000, currency: own.currency ?? 'GBP' },
    provider_ids: ids,
  })
  const { today } = await colleague.get<Schema['PublicClinic']>(`/api/clinics/${slug}`)
  const visits: Appointment[] = []
  for (const [index, patient] of patients.entries()) {
    const time = `${11 + index}:00`
    visits.push(
      await colleague.visit({ day: today, time, service: 'Check-up', provider: NELL, patient }),
    )
  }
  return { slug, colleague, day: today, visits }
}
