import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { otherSite } from '../support/other-site'
import { choose, type Desk, expect, fresh, type Schema, test, times } from '../support/test'

const ALL = Object.values(looks)
const TWO = [looks.phoneDark, looks.desktopLight]

const said = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text })

/** The times of a day at which somebody could be booked by reception, "09:00" and so on. */
async function free(desk: Desk, service_id: string, provider_id: string, day: string) {
  const { slots } = await desk.get<Schema['Availability']>('/api/scheduling/availability', {
    service_id,
    provider_id,
    from: day,
    to: day,
  })
  return slots.map(({ starts_local }) => starts_local.slice(11, 16))
}

const patch = (desk: Desk, path: string, data: unknown) => desk.api.patch(path, { data })

test('a new provider: hours by keyboard, what they do, time off and its way back, and gone', async ({
  page,
  enter,
  desk,
}) => {
  test.slow()
  const manager = await desk('brightside', 'manager')
  const name = fresh('Dr Iris ')
  const monday = await manager.day(3, 0)
  const { id: service } = await manager.service('Check-up')
  await enter('brightside', 'manager')
  await page.goto('/staff/providers')
  await expect(page.getByRole('link', { name: /Dr Amelia Hart/ })).toBeVisible()
  await inspect(page, 'providers', ALL)

  await page.getByRole('button', { name: 'New provider' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Specialty (optional)').fill('Periodontics')
  await inspect(page, 'providers-new', TWO)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const provider = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.getByRole('checkbox', { name: 'Check-up', exact: true }).click()
  await expect
    .poll(async () => (await manager.service('Check-up')).provider_ids)
    .toContain(provider)
  expect(await free(manager, service, provider, monday)).toEqual([])

  // Not a pointer in sight: add, type, add a stretch after the break, copy to the week, save.
  await page.getByRole('button', { name: 'Add hours on Monday' }).focus()
  await page.keyboard.press('Enter')
  const from = page.getByLabel('Monday, from')
  await from.focus()
  await page.keyboard.type('8')
  await page.keyboard.press('Tab')
  await expect(from).toHaveValue('08:00')
  const until = page.getByLabel('Monday, until')
  await until.focus()
  await page.keyboard.type('1200')
  await page.getByRole('button', { name: 'Add hours on Monday' }).press('Enter')
  await expect(page.getByLabel('Monday, from').nth(1)).toHaveValue('13:00')
  await page.getByRole('button', { name: 'Copy Monday to other days' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Monday to Friday' }).press('Enter')
  await expect(page.getByText('40 hours a week')).toBeVisible()
  await inspect(page, 'provider', ALL)
  const hours = page.locator('form').filter({ hasText: 'Weekly hours' })
  await hours.getByRole('button', { name: 'Save' }).press('Enter')
  await expect(said(page, 'The new hours hold at once')).toBeVisible()
  const before = await free(manager, service, provider, monday)
  expect(before).toContain('08:00')
  expect(before).not.toContain('12:00')
  expect(before).toContain('13:00')

  // Later on Mondays: the early times go.
  await page.getByLabel('Monday, from').first().fill('10:00')
  await page.getByLabel('Monday, until').first().fill('09:00')
  await expect(hours.getByRole('alert')).toHaveText('This ends before it begins.')
  await expect(hours.getByRole('button', { name: 'Save' })).toBeDisabled()
  await page.getByLabel('Monday, until').first().fill('12:00')
  await hours.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => free(manager, service, provider, monday)).not.toContain('08:00')
  expect(await free(manager, service, provider, monday)).toContain('10:00')

  await page.getByRole('button', { name: 'Add dates' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('First day', { exact: true }).fill(monday)
  await dialog.getByLabel('Note for the team (optional)').fill('A course in Leeds')
  await inspect(page, 'provider-dates', TWO)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/A course in Leeds/)).toBeVisible()
  expect(await free(manager, service, provider, monday)).toEqual([])
  await page.getByRole('button', { name: /^Remove .*the whole day$/ }).click()
  await expect.poll(() => free(manager, service, provider, monday)).toContain('10:00')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(page.getByText(/A course in Leeds/)).toBeVisible()
  await expect.poll(() => free(manager, service, provider, monday)).toEqual([])

  await page.getByRole('button', { name: 'No longer works here' }).click()
  await page.getByRole('button', { name: 'Yes, take them off' }).click()
  await expect(page).toHaveURL(/\/staff\/providers$/)
  await expect(page.getByRole('link', { name: new RegExp(name) })).toHaveCount(0)
  await page.getByRole('button', { name: 'Show who has left' }).click()
  await expect(page.getByRole('link', { name: new RegExp(name) })).toBeVisible()
})

test('hours that a colleague changed meanwhile: nothing typed is lost, and the person decides', async ({
  page,
  enter,
  desk,
}) => {
  const manager = await desk('brightside', 'manager')
  const path = '/api/providers'
  const hours = [{ weekday: 0, opens: '09:00', closes: '12:00' }]
  const made = await manager.post<Schema['Provider']>(path, { name: fresh('Dr Otto '), hours })
  await enter('brightside', 'manager')
  await page.goto(`/staff/providers/${made.id}`)
  await page.getByLabel('Monday, until').fill('15:00')
  await patch(manager, `${path}/${made.id}`, { hours: [{ ...hours[0], opens: '07:00' }] })

  const alert = page.getByRole('alert').filter({ hasText: 'A colleague has just saved this, too' })
  // Told by the socket; and were it silent, by the refusal.
  await expect(alert).toBeVisible({ timeout: 30_000 })
  await expect(page.getByLabel('Monday, until')).toHaveValue('15:00')
  await inspect(page, 'provider-behind', TWO)
  await alert.getByRole('button', { name: 'Take theirs' }).click()
  await expect(page.getByLabel('Monday, from')).toHaveValue('07:00')
  await expect(page.getByLabel('Monday, until')).toHaveValue('12:00')
  await manager.post(`${path}/${made.id}/archive`)
})

test('a service: made, booked by patients, changed, and offered no longer', async ({
  page,
  enter,
}) => {
  test.slow()
  const name = fresh('Mouthguard fitting ')
  await enter('brightside', 'manager')
  await page.goto('/staff/services')
  await expect(page.getByRole('button', { name: 'Check-up, Edit', exact: true })).toBeVisible()
  await inspect(page, 'services', ALL)
  await page.getByRole('button', { name: 'New service' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Please fill this in')).toBeVisible()
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('What patients read about it (optional)').fill('Made to measure.')
  await dialog.getByLabel('Price (GBP)').fill('85.50')
  await dialog.getByRole('checkbox', { name: 'Dr Amelia Hart' }).check()
  await inspect(page, 'services-new', TWO)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(said(page, `${name} can be booked now`)).toBeVisible()

  const other = await page.context().newPage()
  await other.goto('/book/brightside')
  await expect(other.getByText('£85.50')).toBeVisible()
  await choose(other, name)
  await expect(times(other).first()).toBeVisible()

  await page.getByRole('button', { name: `${name}, Edit` }).click()
  await dialog.getByLabel('Price (GBP)').fill('90')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const row = page.getByRole('button', { name: `${name}, Edit` })
  await expect(row).toContainText('£90.00')
  await row.click()
  await dialog.getByRole('button', { name: 'Offer it no longer' }).click()
  await page.getByRole('button', { name: 'Yes, offer it no longer' }).click()
  await expect(row).toHaveCount(0)
  await other.goto('/book/brightside')
  await expect(other.getByRole('radio', { name: 'Hygiene visit' })).toBeVisible()
  await expect(other.getByRole('radio', { name })).toHaveCount(0)
})

test.describe('the clinic of itself', () => {
  test.describe.configure({ mode: 'serial' })
  let was: Schema['ClinicProfile']

  test.beforeAll(async ({ desk }) => {
    was = await (await desk('brightside', 'admin')).get('/api/settings')
  })

  test.afterAll(async ({ desk }) => {
    const { name, brand_color, phone, email, address, about } = was
    const back = { name, brand_color, phone, email, address, about }
    await patch(await desk('brightside', 'admin'), '/api/settings', back)
  })

  test('a brand colour: looked at, saved, and worn by the booking page', async ({
    page,
    enter,
    browser,
    baseURL,
  }) => {
    test.slow()
    await enter('brightside', 'admin')
    await page.goto('/staff/settings')
    await expect(page.getByLabel('Name of the clinic')).toHaveValue('Brightside Dental')
    await page.getByRole('button', { name: 'Amber' }).click()
    await expect(page.getByText(/To be readable on white, it is shown as #/)).toBeVisible()
    await inspect(page, 'settings', ALL)
    await page.getByRole('button', { name: 'Leaf' }).click()
    await expect(page.getByText('It can be read on white as it is.')).toBeVisible()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(said(page, 'Saved. Patients see it now.')).toBeVisible()
    const accent = (of: Page) =>
      of.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ts-accent'))
    // The own screen follows without a reload.
    await expect.poll(() => accent(page)).toContain('#2f6b2f')

    const stranger = await browser.newContext({
      ...(baseURL ? { baseURL } : {}),
      colorScheme: 'light',
    })
    const visitor = await stranger.newPage()
    await visitor.goto('/book/brightside')
    await expect(visitor.getByRole('heading', { name: 'What do you need?' })).toBeVisible()
    // The app puts it on; the first page is there before the app.
    await expect.poll(() => accent(visitor)).toContain('#2f6b2f')
    await inspect(visitor, 'booking-in-leaf', TWO)
    await stranger.close()
  })

  test('settings that a colleague saved first: what is typed stays, and goes over theirs if meant', async ({
    page,
    enter,
    desk,
  }) => {
    const admin = await desk('brightside', 'admin')
    await enter('brightside', 'admin')
    // Nothing is told: only the refusal says that somebody was faster.
    await page.routeWebSocket('**/api/realtime**', () => undefined)
    await page.goto('/staff/settings')
    await page.getByLabel('About the clinic (optional)').fill('Now with a garden.')
    await patch(admin, '/api/settings', { phone: '+44 20 7946 0000' })
    await page.getByRole('button', { name: 'Save' }).click()

    const alert = page.getByRole('alert').filter({ hasText: 'A colleague has just saved this' })
    await expect(alert).toBeVisible()
    await expect(page.getByLabel('About the clinic (optional)')).toHaveValue('Now with a garden.')
    await inspect(page, 'settings-behind', TWO)
    await alert.getByRole('button', { name: 'Keep mine' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(said(page, 'Saved. Patients see it now.')).toBeVisible()
    const now = await admin.get<Schema['ClinicProfile']>('/api/settings')
    expect(now.about).toBe('Now with a garden.')
  })
})

test('a clinic’s own page, and from it into the booking', async ({ page }) => {
  await page.goto('/clinic/sorriso')
  await expect(page.getByRole('heading', { level: 1, name: 'Clínica Sorriso' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Horários' })).toBeVisible()
  await expect(page.getByText('Vila Madalena')).toBeVisible()
  await inspect(page, 'clinic', ALL)
  await page.getByRole('link', { name: 'Agendar Tratamento de canal' }).click()
  await expect(page).toHaveURL(/\/book\/sorriso\?service=/)
  await expect(
    page.getByRole('heading', { name: 'Com quem você quer se consultar?' }),
  ).toBeVisible()
})

test('within another site: chooses and keeps the time, and goes on in the whole window', async ({
  page,
  origin,
}) => {
  test.slow()
  const site = await otherSite(
    `<iframe src="${origin}/book/brightside" title="Book" style="width:100%;height:780px"></iframe>`,
  )
  const placed: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/scheduling/holds'))
      placed.push(request.url())
  })
  try {
    await page.goto(site.address)
    const frame = page.frameLocator('iframe')
    await frame.getByRole('radio', { name: 'Aligner review' }).click()
    await frame.getByRole('button', { name: 'Later days' }).click()
    await frame
      .getByRole('group', { name: 'Day' })
      .getByRole('radio', { name: /\d+ times?$/ })
      .last()
      .click()
    await frame
      .getByRole('group', { name: /^Times on / })
      .getByRole('radio')
      .nth(2)
      .click()
    const onward = frame.getByRole('link', { name: 'Go on to book' })
    await expect(onward).toHaveAttribute('href', /#hold=/)
    await expect(frame.getByText(/Kept for you for/)).toBeVisible()
    await expect(frame.getByLabel('E-mail')).toHaveCount(0)
    await onward.click()

    await page.waitForURL((url) => url.origin === origin)
    await expect(page.getByRole('heading', { name: 'Almost there' })).toBeVisible()
    expect(page.url()).not.toContain('hold=')
    await expect(page.getByText(/Kept for you for/)).toBeVisible()
    // The time that was kept in the frame is the one that is booked: none was asked for again.
    expect(placed).toHaveLength(1)
    await page.getByLabel('Full name').fill('Wren Ashby')
    await page.getByLabel('E-mail').fill(`${fresh('wren')}@example.com`)
    await page.getByLabel('Choose a password').fill('a rather long one')
    await page.getByRole('button', { name: 'Create account and book' }).click()
    await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  } finally {
    await site.close()
  }
})

const screens = [
  ['providers', '/api/providers?**', '/staff/providers', 'Nobody treats patients here yet'],
  ['services', '/api/services?**', '/staff/services', 'Nothing can be booked yet'],
] as const

for (const [name, api, address, empty] of screens)
  test(`${name}: nothing there, not to be reached, and still on its way`, async ({
    page,
    enter,
  }) => {
    await enter('brightside', 'manager')
    await page.route(`**${api}`, (route) =>
      route.fulfill({ json: { items: [], next_cursor: null } }),
    )
    await page.goto(address)
    await expect(page.getByRole('heading', { name: empty })).toBeVisible()
    await inspect(page, `${name}-empty`, TWO)
    await page.unroute(`**${api}`)
    await page.route(`**${api}`, (route) => route.abort())
    await page.reload()
    const failed = page.getByRole('alert').getByRole('button', { name: 'Try again' })
    await expect(failed).toBeVisible({ timeout: 30_000 })
    await inspect(page, `${name}-failed`, TWO)
    await page.unroute(`**${api}`)
    await page.route(`**${api}`, () => undefined)
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await inspect(page, `${name}-loading`, TWO)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })
