import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { otherSite } from '../support/other-site'
import { type Desk, expect, fresh, type Schema, test } from '../support/test'

/** What a clinic says of itself, and where: its page, its booking, and other people's pages. */

const ALL = Object.values(looks)
const TWO = [looks.phoneDark, looks.desktopLight]

const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text })
const change = (desk: Desk, data: unknown) => desk.api.patch('/api/settings', { data })

test.describe('the clinic of itself', () => {
  test.describe.configure({ mode: 'serial' })
  let was: Schema['ClinicProfile']

  test.beforeAll(async ({ desk }) => {
    was = await (await desk('brightside', 'admin')).get('/api/settings')
  })

  test.afterAll(async ({ desk }) => {
    const { name, brand_color, phone, email, address, about } = was
    const back = { name, brand_color, phone, email, address, about }
    await change(await desk('brightside', 'admin'), back)
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
    await change(admin, { phone: '+44 20 7946 0000' })
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
