import { choose, expect, freeDays, fresh, showDay, test, times } from '../support/test'

test.use({ timezoneId: 'Asia/Tokyo' })

test('who is far from the clinic is told whose clock it is, before and after booking', async ({
  page,
}) => {
  await page.goto('/book/brightside')
  await choose(page, 'Check-up')
  await choose(page, 'Anyone')
  await showDay(freeDays(page).last())
  const time = (await times(page).nth(1).getAttribute('aria-label'))?.slice(0, 5)
  await expect(page.getByText('Times are on the clinic’s clock (London).')).toBeVisible()
  await times(page).nth(1).click()
  await expect(page.getByText(`${time} London time`)).toBeVisible()
  await page.getByLabel('Full name').fill('Yuki Far')
  await page.getByLabel('E-mail').fill(`${fresh('yuki')}@example.com`)
  await page.getByLabel('Choose a password').fill('a rather long one')
  await page.getByRole('button', { name: 'Create account and book' }).click()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  await expect(page.getByText(`${time} London time`)).toBeVisible()
  await page.goto('/portal')
  await expect(page.getByText('Times are on the clinic’s clock (London).')).toBeVisible()
  await expect(page.getByText(`${time} London time`)).toBeVisible()
})

test('reception far from the clinic: the whole calendar is on the clinic’s clock, and says so', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(19, 2)
  const wish = { day, service: 'Check-up', provider: 'Dr Amelia Hart' }
  const { patient } = await reception.visit({ ...wish, time: '14:00' })
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  await expect(page.getByText('Times are on the clinic’s clock (London).')).toBeVisible()
  await expect(page.getByRole('button', { name: `14:00 ${patient.name}` })).toBeVisible()
})
