import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
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
