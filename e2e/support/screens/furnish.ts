import { expect } from '@playwright/test'
import { type Appointment, type Desk, PASSWORD, type Schema, type Slug } from '../desk'
import { bitewing, type Picture, paper } from '../pictures'
import type { Setting } from './screen'

type Told = { picture: Picture; kind: string }

const files: Record<Slug, readonly Told[]> = {
  brightside: [
    { picture: bitewing('Bitewing left.png', 1), kind: 'x_ray' },
    { picture: bitewing('Bitewing right.png', 2), kind: 'x_ray' },
    { picture: paper('Treatment plan.pdf', 2), kind: 'document' },
  ],
  sorriso: [
    { picture: bitewing('Radiografia inicial.png', 3), kind: 'x_ray' },
    { picture: paper('Termo de consentimento.pdf', 1), kind: 'consent' },
  ],
}

/** The demo's patient, with a few files; who asks twice, or beside another worker, makes none anew. */
export async function withFiles({ desk }: Setting, slug: Slug): Promise<string> {
  const { user } = await (await desk(slug, 'patient')).get<{ user: Schema['User'] }>('/api/auth/me')
  const patient_id = user.patient_id ?? ''
  const manager = await desk(slug, 'manager')
  for (const [index, { picture, kind }] of files[slug].entries())
    await manager.send('/api/upload', `gallery-${slug}-${index}`, {
      kind,
      patient_id,
      shared: 'true',
      file: picture,
    })
  return patient_id
}

/** A visit of the demo's patient that waits for its deposit. */
export async function unpaid(patient: Desk, weekday: number): Promise<Appointment> {
  const { items } = await patient.get<{ items: Appointment[] }>('/api/scheduling/appointments')
  const day = await patient.day(2, weekday)
  const known = items.find(({ starts_local }) => starts_local.startsWith(day))
  if (known) return known
  const { id: service_id } = await patient.service("Children's check-up")
  const window = { service_id, from: day, to: day }
  const { slots } = await patient.get<Schema['Availability']>(
    '/api/scheduling/availability',
    window,
  )
  const { provider_id, starts_at } = slots.at(-1) ?? {}
  return patient.post('/api/scheduling/appointments', { service_id, provider_id, starts_at })
}

/** The demo's patient has paid once, as people pay. */
export async function withPayment({ page, desk }: Setting): Promise<void> {
  const patient = await desk('brightside', 'patient')
  const hasPaid = async () => {
    const { items } = await patient.get<{ items: Schema['Payment'][] }>('/api/payments')
    return items.some(({ status }) => status === 'succeeded')
  }
  if (await hasPaid()) return
  const { id } = await unpaid(patient, 3)
  const browser = page.context().browser()
  if (!browser) throw new Error('There is no browser.')
  await page.goto('/')
  const { origin } = new URL(page.url())
  const theirs = await browser.newContext({ baseURL: origin, serviceWorkers: 'block' })
  const data = { email: 'patient@brightside.demo', password: PASSWORD, clinic: 'brightside' }
  await theirs.request.post('/api/auth/login', { data, headers: { Origin: origin } })
  const desktop = await theirs.newPage()
  await desktop.goto(`/portal/pay/${id}`)
  await desktop.getByRole('button', { name: 'Fill in the test card' }).click()
  await desktop.getByRole('button', { name: 'Pay £15.00' }).click()
  await expect.poll(hasPaid, { timeout: 30_000 }).toBe(true)
  await theirs.close()
}
