import type { BrowserContext } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { type Appointment, expect, fresh, PHONE, type Schema, test } from '../support/test'

const ALL = Object.values(looks)

/** A patient with an account of their own, signed in in this browser, with visits ahead. */
async function comes(context: BrowserContext, origin: string, days: string[], at: string) {
  const headers = { Origin: origin }
  const post = async <T>(path: string, data: unknown): Promise<T> => {
    const answer = await context.request.post(path, { data, headers })
    expect(answer.ok(), await answer.text()).toBe(true)
    return answer.json()
  }
  const person = {
    name: 'Tom Weaver',
    email: `${fresh('tom')}@example.com`,
    password: 'long enough',
  }
  await post('/api/auth/register', { ...person, clinic: 'brightside', locale: 'en-GB' })
  const get = async <T>(path: string): Promise<T> => (await context.request.get(path)).json()
  const services = await get<Schema['PublicServices']>('/api/scheduling/services?clinic=brightside')
  const service_id = services.items.find(({ name }) => name === 'Hygiene visit')?.id ?? ''
  const made: Appointment[] = []
  for (const day of days) {
    const query = `service_id=${service_id}&from=${day}&to=${day}`
    const { slots } = await get<Schema['Availability']>(`/api/scheduling/availability?${query}`)
    const slot = slots.find(({ starts_local }) => starts_local.includes(`T${at}`))
    made.push(
      await post('/api/scheduling/appointments', {
        service_id,
        provider_id: slot?.provider_id,
        starts_at: slot?.starts_at,
      }),
    )
  }
  return made
}

test('the next visit first, the others after it; the next one moved', async ({
  page,
  context,
  origin,
  desk,
}) => {
  const reception = await desk('brightside')
  const days = [await reception.day(9, 0), await reception.day(10, 0)]
  const [first, second] = await comes(context, origin, days, '09:00')
  await page.goto('/portal')

  const next = page.getByRole('region', { name: 'Your next visit' })
  await expect(next).toContainText('09:00')
  await expect(next).toContainText('Hygiene visit · with Grace Okafor')
  await expect(page.getByRole('listitem', { name: /^Hygiene visit, / })).toHaveCount(1)

  await next.getByRole('button', { name: 'Move' }).click()
  const dialog = page.getByRole('dialog', { name: 'Move your visit' })
  await expect(dialog.getByText(/^Now: .*09:00$/)).toBeVisible()
  // It does not stand in its own way, and where it stands is no other time.
  await dialog.getByRole('radio', { name: '09:30', exact: true }).click()
  await expect(dialog.getByRole('radio', { name: '09:00', exact: true })).toHaveCount(0)
  await dialog.getByRole('button', { name: /^Move to .*09:30$/ }).click()
  await expect(page.getByRole('status').filter({ hasText: /^Moved to .*09:30\.$/ })).toBeVisible()
  await expect(next).toContainText('09:30')

  expect((await reception.appointment(first?.id ?? '')).starts_local).toContain('T09:30')
  expect((await reception.appointment(second?.id ?? '')).version).toBe(1)
})

test('a visit cancelled by the patient, who is then written to', async ({
  page,
  context,
  origin,
  desk,
}) => {
  const reception = await desk('brightside')
  const [visit] = await comes(context, origin, [await reception.day(9, 1)], '10:00')
  const id = visit?.id ?? ''
  await page.goto('/portal')
  const next = page.getByRole('region', { name: 'Your next visit' })
  await next.getByRole('button', { name: 'I will be there' }).click()
  await expect(next.getByText('Confirmed')).toBeVisible()
  await next.getByRole('button', { name: 'Cancel visit' }).click()
  const question = page.getByRole('dialog', { name: 'Cancel this visit?' })
  await question.getByLabel(/^Why\?/).fill('I am travelling')
  await question.getByRole('button', { name: 'Yes, cancel it' }).click()

  await expect(page.getByText('The visit is cancelled.')).toBeVisible()
  await expect(next).toBeHidden()
  await expect(page.getByText('No visit ahead')).toBeVisible()
  const row = page.getByRole('listitem', { name: /^Hygiene visit, / })
  await expect(row).toContainText('Cancelled')
  await expect.poll(async () => (await reception.messages(id)).length, { timeout: 30_000 }).toBe(2)
  const { history } = await reception.appointment(id)
  expect(history.at(-1)).toMatchObject({ by: 'patient', reason: 'I am travelling' })
})

test('the pages of a patient, at the thumb of a phone and under the name on a desktop', async ({
  page,
  context,
  origin,
  desk,
}) => {
  const reception = await desk('brightside')
  await comes(context, origin, [await reception.day(9, 2)], '09:00')
  await page.setViewportSize(PHONE)
  await page.goto('/portal')
  const pages = page.getByRole('navigation', { name: 'My pages' })
  const bottom = async () => (await pages.boundingBox())?.y ?? 0
  expect(await bottom()).toBeGreaterThan(PHONE.height - 100)
  await expect(page.getByRole('region', { name: 'Your next visit' })).toBeVisible()
  await inspect(page, 'portal-visits', ALL)
  for (const [name, heading] of [
    ['Files', 'My files'],
    ['Payments', 'Payments'],
    ['Profile', 'My profile'],
  ] as const) {
    await pages.getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
    await expect(pages.getByRole('link', { name })).toHaveAttribute('aria-current', 'page')
    await expect(page).toHaveTitle(`${heading} · Brightside Dental`)
  }
  expect(await bottom()).toBeLessThan(200)
})

test('their own profile: changed, kept when the clinic changed it too, devices signed out', async ({
  page,
  context,
  origin,
  desk,
  browser,
}) => {
  const reception = await desk('brightside')
  await comes(context, origin, [], '09:00')
  const { user } = await (await context.request.get('/api/auth/me')).json()
  await page.goto('/portal/profile')
  const name = page.getByLabel('Full name')
  await expect(name).toHaveValue('Tom Weaver')
  await name.fill('Thomas Weaver')
  await page.getByRole('textbox', { name: 'Date of birth' }).fill('1984-05-06')
  const save = page.getByRole('button', { name: 'Save changes' })
  await save.click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Account menu of Thomas Weaver' })).toBeVisible()
  const record = await reception.get<Schema['Patient']>(`/api/patients/${user.patient_id}`)
  expect(record).toMatchObject({ name: 'Thomas Weaver', birth_date: '1984-05-06', locale: 'en-GB' })

  // What staff write down for themselves is no conflict; what both change is, and nothing is lost.
  const change = (data: object) => reception.api.patch(`/api/patients/${user.patient_id}`, { data })
  await change({ notes: 'Afraid of needles' })
  await name.fill('Tom W. Weaver')
  await save.click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.getByLabel('Phone').fill('020 7946 0958')
  await page.route('**/api/patients/me', (route) =>
    route.request().method() === 'GET' ? route.abort() : route.continue(),
  )
  await change({ phone: '+44 20 7946 0111' })
  await save.click()
  await expect(page.getByText(/Someone at the clinic changed your details/)).toBeVisible()
  await expect(page.getByLabel('Phone')).toHaveValue('020 7946 0958')
  await save.click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.unroute('**/api/patients/me')
  await page.getByLabel('Phone').fill('call me')
  await save.click()
  await expect(page.getByLabel('Phone')).toBeFocused()

  const other = await browser.newContext({ baseURL: origin })
  const signed = await other.request.post('/api/auth/login', {
    data: { email: user.email, password: 'long enough', clinic: 'brightside' },
    headers: { Origin: origin },
  })
  expect(signed.ok()).toBe(true)
  await page.reload()
  const devices = page.getByRole('list', { name: 'Where you are signed in' })
  await expect(devices.getByRole('listitem')).toHaveCount(2)
  await expect(devices.getByText('This device')).toBeVisible()
  await inspect(page, 'portal-profile', ALL)
  await devices.getByRole('button', { name: /^Sign out / }).click()
  await expect(devices.getByRole('listitem')).toHaveCount(1)
  await expect(page.getByText('Signed out there.')).toBeVisible()
  await expect
    .poll(async () => (await other.request.get('/api/auth/me')).status(), { timeout: 30_000 })
    .toBe(401)
  await other.close()
})
