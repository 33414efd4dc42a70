import type { Locator, Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { expect, fresh, type Schema, test } from '../support/test'

const TWO = [looks.phoneDark, looks.desktopLight]

/** Saves, is refused because a colleague was faster, keeps what is typed, and saves that. */
async function keepMine(page: Page, dialog: Locator, field: Locator, picture: string) {
  const typed = await field.inputValue()
  await dialog.getByRole('button', { name: 'Save' }).click()
  const alert = dialog.getByRole('alert').filter({ hasText: 'A colleague has just saved this' })
  await expect(alert).toBeVisible()
  await expect(field).toHaveValue(typed)
  await inspect(page, picture, TWO)
  await alert.getByRole('button', { name: 'Keep mine' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
}

test.describe('in a dialog, what a colleague saved first takes nothing away', () => {
  test.slow()
  test.beforeEach(async ({ page, enter }) => {
    await enter('brightside', 'admin')
    // Nothing is told: only the refusal says that somebody was faster.
    await page.routeWebSocket('**/api/realtime**', () => undefined)
  })

  test('someone of the team', async ({ page, desk }) => {
    const admin = await desk('brightside', 'admin')
    const invitation = { name: fresh('Rosa '), email: `${fresh('rosa')}@example.com` }
    const { id, version, name } = await admin.post<Schema['Member']>('/api/staff', {
      ...invitation,
      role: 'receptionist',
    })
    await page.goto('/staff/team')
    await page.getByRole('button', { name: new RegExp(name) }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Full name').fill(`${name} Lima`)
    const data = { role: 'hygienist', expected_version: version }
    expect((await admin.api.patch(`/api/staff/${id}`, { data })).ok()).toBe(true)

    await keepMine(page, dialog, dialog.getByLabel('Full name'), 'team-behind')
    await expect(page.getByRole('button', { name: `${name} Lima, Reception` })).toBeVisible()
    await admin.post(`/api/staff/${id}/archive`)
  })

  test('the terms of a service', async ({ page, desk }) => {
    const admin = await desk('brightside', 'admin')
    const { id, name } = await admin.post<Schema['Service']>('/api/services', {
      name: fresh('Splint '),
      duration_minutes: 30,
      price: { amount: 9000, currency: 'GBP' },
      provider_ids: [],
    })
    await page.goto('/staff/payments?show=terms')
    await page.getByRole('button', { name: `Terms of ${name}` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('switch', { name: 'Own terms' }).check()
    const hours = dialog.getByLabel(/hours/)
    await hours.fill('36')
    const policy = { deposit_kind: 'full', cancellation_hours: 12 }
    expect((await admin.api.patch(`/api/services/${id}`, { data: { policy } })).ok()).toBe(true)

    await keepMine(page, dialog, hours, 'terms-behind')
    const now = await admin.get<Schema['Service']>(`/api/services/${id}`)
    expect(now.policy).toMatchObject({ deposit_kind: 'none', cancellation_hours: 36 })
    await admin.post(`/api/services/${id}/archive`)
  })

  test('a webhook', async ({ page, desk }) => {
    const admin = await desk('brightside', 'admin')
    const { id, version } = await admin.post<Schema['Endpoint']>('/api/webhooks', {
      url: 'https://hooks.example.invalid/here',
      description: fresh('Letters '),
      events: ['patient.updated'],
    })
    const change = (data: object) => admin.api.patch(`/api/webhooks/${id}`, { data })
    await page.goto(`/staff/webhooks?webhook=${id}`)
    await page.getByRole('button', { name: 'Change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/What it is for/).fill('Letters to patients')
    await change({ url: 'https://hooks.example.invalid/there', expected_version: version })

    await keepMine(page, dialog, dialog.getByLabel(/What it is for/), 'webhook-behind')
    await expect(page.getByText('https://hooks.example.invalid/here')).toBeVisible()
    await admin.post(`/api/webhooks/${id}/archive`)
  })
})
