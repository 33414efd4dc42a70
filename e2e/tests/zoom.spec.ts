import type { Page } from '@playwright/test'
import { choose, expect, freeDays, fresh, showDay, test, times } from '../support/test'

/** A window of 1440 by 900 whose page is shown at twice the size; and at four times. */
const TWICE = { width: 720, height: 450 }
const FOUR_TIMES = { width: 360, height: 225 }

test.use({ viewport: TWICE, deviceScaleFactor: 2 })

/** Nothing lies beside the window, and what is acted with can be brought into it and reached. */
async function holds(page: Page, ...within: (() => ReturnType<Page['getByRole']>)[]) {
  for (const size of [TWICE, FOUR_TIMES]) {
    await page.setViewportSize(size)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wider, `${page.url()} at ${size.width} pixels`).toBeLessThanOrEqual(0)
    for (const find of within) await find().click({ trial: true })
  }
  await page.setViewportSize(TWICE)
}

test('a booking at twice the size, from the first step to the last', async ({ page }) => {
  await page.goto('/book/brightside')
  await holds(page, () => page.getByRole('radio', { name: 'Check-up', exact: true }))
  await choose(page, 'Check-up')
  await holds(page, () => page.getByRole('radio', { name: 'Anyone' }))
  await choose(page, 'Anyone')
  await showDay(freeDays(page).last())
  await holds(page, () => times(page).last())
  await times(page).last().click()
  await page.getByLabel('Full name').fill('Zoe Zoom')
  await page.getByLabel('E-mail').fill(`${fresh('zoe')}@example.com`)
  await page.getByLabel('Choose a password').fill('larger than most')
  await holds(page, () => page.getByRole('button', { name: 'Create account and book' }))
  await page.getByRole('button', { name: 'Create account and book' }).click()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  await holds(page)
  await page.goto('/portal')
  await expect(page.getByRole('heading', { name: 'My visits' })).toBeVisible()
  await holds(page)
})

test('reception at twice the size: the day, a visit, a booking, the patients', async ({
  page,
  enter,
  desk,
}) => {
  await enter('brightside', 'manager')
  const reception = await desk('brightside')
  const day = await reception.day(19, 0)
  const { patient } = await reception.visit({
    day,
    time: '10:00',
    service: 'Check-up',
    provider: 'Dr Amelia Hart',
  })
  await page.goto(`/staff?day=${day}`)
  const card = () => page.getByRole('button', { name: patient.name })
  await holds(page, card, () => page.getByRole('button', { name: 'New visit' }))
  await card().click()
  const drawer = page.getByRole('dialog', { name: 'Visit' })
  await holds(page, () => drawer.getByRole('button', { name: 'Cancel visit' }))
  await drawer.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'New visit' }).click()
  await holds(page, () => page.getByRole('dialog').getByRole('combobox').first())
  for (const path of ['/staff/today', '/staff/patients', '/staff/analytics', '/staff/settings']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await holds(page)
  }
})
