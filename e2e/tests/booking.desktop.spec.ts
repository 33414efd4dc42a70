import {
  booked,
  choose,
  expect,
  freeDays,
  later,
  showDay,
  signIn,
  test,
  times,
} from '../support/test'

test('a known patient books with the dentist of their choice, in English, on a large screen', async ({
  page,
  browser,
  baseURL,
  desk,
}) => {
  const reception = await desk('brightside')

  await page.goto('/book/brightside')
  await choose(page, 'White filling')
  await choose(page, 'Dr Rohan Mehta')
  await expect(page.getByRole('heading', { name: 'When suits you?' })).toBeVisible()
  await later(page)
  await showDay(freeDays(page).nth(3))
  const time = await times(page).last().getAttribute('aria-label')
  await times(page).last().click()
  await expect(page.getByText(/^Kept for you for (10|9):\d\d$/)).toBeVisible()
  await page.getByText('I have an account').click()
  await page.getByLabel('E-mail').fill('patient@brightside.demo')
  await page.getByLabel('Password', { exact: true }).fill('TopSmile-Demo-2026')
  await page.getByRole('button', { name: 'Sign in and book' }).click()

  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  await expect(page.getByText('We look forward to seeing you, Oliver.')).toBeVisible()
  const id = booked(page)
  await expect
    .poll(() => reception.messages(id), { timeout: 30_000, intervals: [50] })
    .toHaveLength(1)
  const [mail] = await reception.messages(id)
  expect(mail).toMatchObject({ channel: 'email', to: 'patient@brightside.demo' })
  expect(mail?.subject).toContain('Brightside Dental')
  expect(mail?.attachments[0]?.name).toMatch(/\.ics$/)

  const visit = await reception.appointment(id)
  expect(visit.starts_local.slice(11, 16)).toBe(time)
  expect(visit).toMatchObject({
    provider: { name: 'Dr Rohan Mehta' },
    service: { name: 'White filling' },
    patient: { name: 'Oliver Bennett' },
  })
  const staff = await browser.newPage({ baseURL: baseURL ?? '' })
  await staff.goto(`/staff?day=${visit.starts_local.slice(0, 10)}`)
  await signIn(staff, 'reception@brightside.demo')
  const card = `${time} Oliver Bennett, White filling, Scheduled, with Dr Rohan Mehta`
  await expect(staff.getByRole('button', { name: card })).toBeVisible()
  await staff.close()
})
