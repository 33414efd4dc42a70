import { type APIRequest, type APIRequestContext, expect } from '@playwright/test'
import type { components } from '../../web/src/api/schema'

export type Schema = components['schemas']
export type Appointment = Schema['Appointment']
export type Slug = 'sorriso' | 'brightside'
/** One that a test has opened for itself. */
export type OwnSlug = `own-${string}`

export const PASSWORD = 'TopSmile-Demo-2026'
type Form = Record<string, string | { name: string; mimeType: string; buffer: Buffer }>
const TOKEN_IS_GOOD_FOR = 5 * 60_000

/** The API as people of one clinic use it, for what a test needs before or beside the browser. */
export class Desk {
  private signedInAt = 0
  private today: string | undefined

  private constructor(
    readonly slug: Slug | OwnSlug,
    readonly api: APIRequestContext,
    private readonly who: string,
  ) {}

  static async open(
    request: APIRequest,
    origin: string,
    slug: Slug | OwnSlug,
    who: string,
  ): Promise<Desk> {
    const api = await request.newContext({ baseURL: origin, extraHTTPHeaders: { Origin: origin } })
    const desk = new Desk(slug, api, who)
    await desk.beSignedIn()
    return desk
  }

  /** A whole run lasts longer than an access token. */
  private async beSignedIn(): Promise<void> {
    if (Date.now() - this.signedInAt < TOKEN_IS_GOOD_FOR) return
    this.signedInAt = Date.now()
    const email = `${this.who}@${this.slug}.demo`
    const data = { email, password: PASSWORD, clinic: this.slug }
    const answer = await this.api.post('/api/auth/login', { data })
    expect(answer.ok(), `Sign-in: ${answer.status()}`).toBe(true)
  }

  async get<T>(path: string, params: Record<string, string> = {}): Promise<T> {
    await this.beSignedIn()
    const answer = await this.api.get(path, { params })
    expect(answer.ok(), `GET ${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
    return answer.json()
  }

  async post<T>(path: string, data?: unknown): Promise<T> {
    await this.beSignedIn()
    const answer = await this.api.post(path, data === undefined ? {} : { data })
    expect(answer.ok(), `POST ${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
    return answer.json()
  }

  /** A form with a file in it; repeated with the same key, it is the first one's answer. */
  async send(path: string, key: string, multipart: Form): Promise<void> {
    await this.beSignedIn()
    const headers = { 'Idempotency-Key': key }
    const answer = await this.api.post(path, { headers, multipart })
    expect(answer.ok(), `POST ${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
  }

  /** The date of a weekday (0 is Monday) that many weeks after the coming Monday; once told, kept. */
  async day(weeks: number, weekday: number): Promise<string> {
    const path = `/api/clinics/${this.slug}`
    this.today ??= (await this.get<Schema['PublicClinic']>(path)).today
    const { today } = this
    const date = new Date(`${today}T00:00:00Z`)
    const toMonday = (8 - date.getUTCDay()) % 7 || 7
    date.setUTCDate(date.getUTCDate() + toMonday + weeks * 7 + weekday)
    return date.toISOString().slice(0, 10)
  }

  async service(name: string): Promise<Schema['PublicService']> {
    const clinic = { clinic: this.slug }
    const { items } = await this.get<Schema['PublicServices']>('/api/scheduling/services', clinic)
    return found(items, name)
  }

  async provider(name: string): Promise<Schema['PublicProvider']> {
    const clinic = { clinic: this.slug }
    const { items } = await this.get<Schema['PublicProviders']>('/api/scheduling/providers', clinic)
    return found(items, name)
  }

  patient(name: string): Promise<Schema['Patient']> {
    return this.post('/api/patients', { name, email: `${fresh('p')}@example.com` })
  }

  /** A visit at a wall time of the clinic, for a patient made for it unless one is given. */
  async visit(wish: {
    day: string
    time: string
    service: string
    provider: string
    patient?: { id: string } | string
  }): Promise<Appointment> {
    const service = await this.service(wish.service)
    const provider = await this.provider(wish.provider)
    const slot = await this.slot(service.id, provider.id, wish.day, wish.time)
    const patient =
      typeof wish.patient === 'object'
        ? wish.patient
        : await this.patient(wish.patient ?? fresh('Visitor'))
    return this.post('/api/scheduling/appointments', {
      service_id: service.id,
      provider_id: provider.id,
      starts_at: slot.starts_at,
      patient_id: patient.id,
    })
  }

  async slot(service_id: string, provider_id: string, day: string, time: string) {
    const { slots } = await this.get<Schema['Availability']>('/api/scheduling/availability', {
      service_id,
      provider_id,
      from: day,
      to: day,
    })
    const slot = slots.find(({ starts_local }) => starts_local.startsWith(`${day}T${time}`))
    if (!slot) throw new Error(`${day} ${time} is not offered.`)
    return slot
  }

  appointment(id: string): Promise<Schema['DetailedAppointment']> {
    return this.get(`/api/scheduling/appointments/${id}`)
  }

  async messages(appointment_id: string): Promise<Schema['Message'][]> {
    const page = await this.get<{ items: Schema['Message'][] }>('/api/messages', { appointment_id })
    return page.items
  }
}

function found<T extends { name: string }>(items: readonly T[], name: string): T {
  const item = items.find((each) => each.name === name)
  if (!item) throw new Error(`There is no ${name}.`)
  return item
}

let count = 0

/** Names that nobody else uses in this run. */
export function fresh(prefix: string): string {
  count += 1
  const worker = process.env.TEST_PARALLEL_INDEX ?? '0'
  return `${prefix}${worker}-${Date.now().toString(36)}${count}`
}
