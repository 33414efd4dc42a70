import { readFile } from 'node:fs/promises'
import { inspect, looks } from '../support/look'
import { expect, test } from '../support/test'

/** The charts are the largest part of the application to load. */
const LOADED = { timeout: 30_000 }

test.beforeEach(async ({ enter }) => enter('brightside', 'manager'))

test('a manager sees the last weeks, narrows them and takes them along', async ({ page }) => {
  await page.goto('/staff')
  await page.getByRole('link', { name: 'Numbers' }).click()
  const visits = page.locator('dl > div').filter({ hasText: /^Visits/ })
  await expect(visits).toContainText('before:', LOADED)
  const all = await visits.textContent()

  await page.getByText('This week', { exact: true }).click()
  await expect(page).toHaveURL(/period=week/)
  await page.getByText('30 days', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Clinician' }).click()
  await page.getByRole('option', { name: 'Dr Amelia Hart' }).click()
  await expect(page).toHaveURL(/provider=/)
  await expect(visits).not.toHaveText(all ?? '')
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Clinician' })).toHaveValue('Dr Amelia Hart')

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ])
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
  expect(lines.length).toBeGreaterThan(20)
  expect(lines.slice(1).every((line) => line.includes('Dr Amelia Hart'))).toBe(true)
})

test('the picture is a table too', async ({ page }) => {
  await page.goto('/staff/analytics')
  const part = page.getByRole('region', { name: 'Over time' })
  await expect(part.getByRole('img', { name: 'Over time: Visits' })).toBeVisible(LOADED)
  await part.getByText('Revenue', { exact: true }).click()
  await part.getByRole('switch', { name: 'As a table' }).check()
  await expect(part.getByRole('columnheader', { name: 'Earned' })).toBeVisible()
  await expect(part.getByRole('row')).toHaveCount(31)
})

test('days without a visit say so', async ({ page }) => {
  await page.goto('/staff/analytics?period=custom&from=2020-01-01&to=2020-01-31')
  await expect(page.getByRole('heading', { name: 'No visits in this period' })).toBeVisible()
})

test('looks right on a phone at night and on a desk by day', async ({ page }) => {
  await page.goto('/staff/analytics')
  await expect(page.getByRole('heading', { name: 'By service' })).toBeVisible(LOADED)
  await inspect(page, 'brightside-analytics', [looks.phoneDark, looks.desktopLight])
})

test('reception finds neither the entry nor the page', async ({ page, enter }) => {
  await enter('brightside', 'reception')
  await page.goto('/staff')
  await expect(page.getByRole('link', { name: 'Patients' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Numbers' })).toHaveCount(0)
  await page.goto('/staff/analytics')
  await expect(page.getByRole('alert')).toBeVisible()
})
