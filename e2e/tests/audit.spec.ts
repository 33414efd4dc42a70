import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { expect, fresh, test } from '../support/test'

test.beforeEach(({ enter }) => enter('brightside', 'admin'))

const summary = (page: Page, text: string) => page.locator('summary').filter({ hasText: text })

test('who changed what, before and after, and all of one thing', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const { id } = await reception.patient(fresh('Seen '))
  const renamed = fresh('Renamed ')
  await reception.api.patch(`/api/patients/${id}`, { data: { name: renamed } })

  await page.goto(`/staff/audit?subject_id=${id}`)
  await expect(summary(page, 'Added a patient')).toBeVisible()
  await summary(page, 'Changed a patient’s record').click()
  const row = page.getByRole('row', { name: /^name/ })
  await expect(row).toContainText('Seen')
  await expect(row).toContainText(renamed)
  await expect(page.getByRole('row', { name: /^email/ }), 'what stayed is left out').toHaveCount(0)

  await page.getByRole('button', { name: 'All of this click' }).first().click()
  await expect(page).toHaveURL(/request_id=/)
  await expect(summary(page, 'Added a patient')).toHaveCount(0)
  await page.getByRole('button', { name: 'Remove this filter' }).last().click()
  await expect(page).not.toHaveURL(/request_id=/)
  await expect(summary(page, 'Added a patient')).toBeVisible()
})

test('filters stand in the address and decide what is exported', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const { id } = await reception.patient(fresh('Exported '))
  await page.goto(`/staff/audit?subject_id=${id}`)
  await page.getByRole('combobox', { name: 'What was done' }).fill('added a pat')
  await page.getByRole('option', { name: 'Added a patient' }).click()
  await expect(page).toHaveURL(/action=patient\.registered/)
  await expect(page.locator('summary')).toHaveCount(1)
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'What was done' })).toHaveValue(
    'patient.registered',
  )
  await expect(page.locator('summary')).toHaveCount(1)

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export as CSV' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  const lines = file.trim().split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain(id)

  await page.goto(`/staff/audit?subject_id=${id}&action=patient.nothing`)
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
})

test('no barriers, on a phone and on a desk', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const { id } = await reception.patient(fresh('Looked '))
  await page.goto(`/staff/audit?subject_id=${id}`)
  await summary(page, 'Added a patient').click()
  await inspect(page, 'audit', Object.values(looks))
})
