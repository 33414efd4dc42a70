import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { expect, fresh, PASSWORD, test } from '../support/test'

test.beforeEach(({ enter }) => enter('brightside', 'admin'))

/** A webhook to a name that nobody has, for facts that this test brings about itself. */
async function made(page: Page): Promise<string> {
  const name = fresh('Accounting ')
  await page.goto('/staff/webhooks')
  await page.getByRole('button', { name: 'New webhook' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New webhook' })
  await dialog.getByLabel('Address').fill('https://hooks.example.invalid/topsmile')
  await dialog.getByLabel(/What it is for/).fill(name)
  await dialog.getByRole('switch', { name: 'All events' }).press('Space')
  await dialog.getByRole('checkbox', { name: 'Patient changed' }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  return name
}

const summary = (page: Page, text: string) => page.locator('summary').filter({ hasText: text })

test('an address inside a network is refused, and its field says so', async ({ page }) => {
  await page.goto('/staff/webhooks')
  await page.getByRole('button', { name: 'New webhook' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New webhook' })
  for (const address of [
    'https://127.0.0.1/',
    'http://hooks.example.com/',
    'https://2130706433/',
  ]) {
    await dialog.getByLabel('Address').fill(address)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true')
    await dialog.getByLabel('Address').fill('')
    await expect(dialog.getByLabel('Address')).not.toHaveAttribute('aria-invalid', 'true')
  }
})

test('its secret is seen once; a test is sent and its end is in the log', async ({ page }) => {
  const name = await made(page)
  const note = page.getByRole('dialog', { name: 'The secret' })
  const secret = await note.getByText(/^whsec_/).textContent()
  await page.keyboard.press('Escape')
  await expect(note, 'a stray key does not put it away').toBeVisible()
  await note.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  await page.getByRole('button', { name: 'Send a test' }).click()
  // A resolver may need longer than the receiver is given.
  await expect(summary(page, 'Test')).toContainText('Failed', { timeout: 30_000 })
  await summary(page, 'Test').click()
  // Other tests change patients of this clinic, and the webhook hears of them too.
  const sent = page.locator('details').filter({ has: summary(page, 'Test') })
  await expect(sent.getByText(/No server has this name\.|No answer in time\./)).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText(secret ?? '?')).toHaveCount(0)
  await inspect(page, 'webhook', [looks.phoneDark, looks.desktopLight])
})

test('what happens is told, and told again', async ({ page, desk }) => {
  const name = await made(page)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  const reception = await desk('brightside')
  const { id } = await reception.patient(fresh('Told '))
  await reception.api.patch(`/api/patients/${id}`, { data: { notes: 'x' } })

  await expect(summary(page, 'patient.updated')).toContainText('On its way', { timeout: 30_000 })
  await summary(page, 'patient.updated').click()
  await expect(page.getByText(id)).toBeVisible()
  await expect(page.getByText('Next attempt')).toBeVisible()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByText('Paused', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByText('Paused', { exact: true })).toHaveCount(0)
})

test('a new secret and an end are asked about first', async ({ page }) => {
  const name = await made(page)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByRole('button', { name: 'New secret' }).click()
  const ask = page.getByRole('dialog', { name: 'Make a new secret?' })
  await ask.getByRole('button', { name: 'New secret' }).click()
  const note = page.getByRole('dialog', { name: 'The secret' })
  await expect(note).toContainText('old secret signs along')
  await note.getByRole('button', { name: 'I have kept it' }).click()

  await page.getByRole('button', { name: 'Archive' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Webhooks' })).toBeVisible()
  await expect(page.getByText(name)).toHaveCount(0)
})

test('a manager is told that this is not for them', async ({ browser, origin }) => {
  const context = await browser.newContext({ baseURL: origin })
  const data = { email: 'manager@brightside.demo', password: PASSWORD }
  await context.request.post('/api/auth/login', { data, headers: { Origin: origin } })
  const page = await context.newPage()
  for (const path of ['/staff/webhooks', '/staff/audit']) {
    await page.goto(path)
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(page.getByRole('button', { name: 'New webhook' })).toHaveCount(0)
  }
  await context.close()
})
