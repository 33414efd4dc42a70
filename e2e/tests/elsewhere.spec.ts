import { choose, expect, freeDays, fresh, test, times } from '../support/test'

test.use({ timezoneId: 'Asia/Tokyo' })

test('who is far from the clinic is told whose clock it is, before and after booking', async ({
  page,
}) => {
  await page.goto('/book/brightside')
  await choose(page, 'Check-up')
  await choose(page, 'Anyone')
  await freeDays(page).last().click()
  const time = (await times(page).nth(1).getAttribute('aria-label'))?.slice(0, 5)
  await expect(page.getByText('Europe/London')).toBeVisible()
  await times(page).nth(1).click()
  await expect(page.getByText(`${time} London time`)).toBeVisible()
  await page.getByLabel('Full name').fill('Yuki Far')
  await page.getByLabel('E-mail').fill(`${fresh('yuki')}@example.com`)
  await page.getByLabel('Choose a password').fill('a rather long one')
  await page.getByRole('button', { name: 'Create account and book' }).click()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  await expect(page.getByText(`${time} London time`)).toBeVisible()
})
