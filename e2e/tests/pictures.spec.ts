import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import {
  type Appointment,
  choose,
  expect,
  freeDays,
  PHONE,
  picture,
  showDay,
  test,
  times,
} from '../support/test'

const images = fileURLToPath(new URL('../../docs/images/', import.meta.url))

/** The README's own pictures change only when asked: UPDATE_PICTURES=1 make test-browser */
async function portray(page: Page, name: string) {
  await picture(page, `readme-${name}`)
  if (process.env.UPDATE_PICTURES !== '1') return
  mkdirSync(images, { recursive: true })
  await page.screenshot({ path: `${images}${name}.png`, animations: 'disabled' })
}

test.describe('a phone', () => {
  test.use({ viewport: PHONE, deviceScaleFactor: 2 })

  test('choosing a time', async ({ page }) => {
    await page.goto('/book/sorriso')
    await choose(page, 'Consulta de avaliação')
    await choose(page, 'Qualquer profissional')
    await showDay(freeDays(page).nth(1))
    await expect(times(page).first()).toBeVisible()
    await page.evaluate(() => window.scrollTo(0, 0))
    await portray(page, 'booking-phone')
  })
})

test('a morning at the front desk', async ({ page, enter, desk }) => {
  const reception = await desk('brightside')
  const day = await reception.day(0, 1)
  const { items } = await reception.get<{ items: Appointment[] }>('/api/scheduling/appointments', {
    from: day,
    to: day,
    limit: '200',
  })
  const ahead = items.filter(({ status }) => status === 'scheduled' || status === 'confirmed')
  const steps = ['check-in', 'start', 'complete']
  // As if it were the middle of the morning: the earliest are done, some sit in the chair.
  for (const [index, { id }] of ahead.slice(0, 8).entries())
    for (const step of steps.slice(0, index < 3 ? 3 : index < 6 ? 2 : 1))
      await reception.post(`/api/scheduling/appointments/${id}/${step}`)
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  await expect(page.getByRole('button', { name: /In the chair/ }).first()).toBeVisible()
  await portray(page, 'staff-day')
})
