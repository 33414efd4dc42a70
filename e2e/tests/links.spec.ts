import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { linkIn } from '../support/post'
import {
  DELIVERED,
  expect,
  fresh,
  PASSWORD,
  type Schema,
  signIn,
  test,
  times,
} from '../support/test'

const AMELIA = 'Dr Amelia Hart'
const [TWO, ALL] = [[looks.phoneDark, looks.desktopLight], Object.values(looks)]

const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

/** What stood in the address is in no place that outlives the page. */
async function expectNoTrace(page: Page, link: string) {
  const token = new URL(link).hash.slice(1)
  expect(token.length).toBeGreaterThan(20)
  expect(page.url()).not.toContain(token)
  const kept = await page.evaluate(
    () =>
      JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + JSON.stringify(history.state),
  )
  expect(kept).not.toContain(token)
}

test('registered: the mail confirms the address, and a link that is none says so', async ({
  page,
  origin,
  request,
}) => {
  const email = `${fresh('conf')}@example.com`
  const data = { clinic: 'brightside', name: 'Connie Firm', email, password: PASSWORD }
  const made = await request.post('/api/auth/register', { data, headers: { Origin: origin } })
  expect(made.ok(), await made.text()).toBe(true)
  const link = await linkIn(email, /reach you\./)
  await page.goto(link)

  await expect(title(page, 'Your address is confirmed')).toBeVisible()
  await expect(page.getByText(email)).toBeVisible()
  await expectNoTrace(page, link)
  await inspect(page, 'confirm', TWO)
  await page.goto('about:blank')
  await page.goto(`${link.split('#')[0]}#nonsense.nonsense.nonsense`)
  await expect(title(page, 'This link does not work any more')).toBeVisible()
  await inspect(page, 'confirm-invalid', TWO)
})

test('forgotten: a new password by mail, once; all devices are signed out', async ({
  page,
  origin,
  playwright,
}) => {
  test.slow()
  const email = `${fresh('lost')}@example.com`
  const elsewhere = await playwright.request.newContext({
    baseURL: origin,
    extraHTTPHeaders: { Origin: origin },
  })
  const data = { clinic: 'brightside', name: 'Lou Forget', email, password: PASSWORD }
  expect((await elsewhere.post('/api/auth/register', { data })).ok()).toBe(true)

  await page.goto('/login')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(title(page, 'Forgot your password?')).toBeVisible()
  await inspect(page, 'forgot', TWO)
  await page.getByLabel('E-mail').fill('nobody-at-all@example.com')
  await page.getByRole('button', { name: 'Send me the link' }).click()
  await expect(title(page, 'Have a look at your mail')).toBeVisible()
  await inspect(page, 'forgot-sent', TWO)
  await page.goto('/forgot')
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Send me the link' }).click()
  await expect(title(page, 'Have a look at your mail')).toBeVisible()

  const link = await resetLink(email)
  await page.goto(link)
  await expect(title(page, 'Choose a new password')).toBeVisible()
  await expectNoTrace(page, link)
  await inspect(page, 'reset', ALL)
  await page.getByLabel('New password', { exact: true }).fill('short')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await expect(page.getByText('At least 8 characters').last()).toBeVisible()
  await page.getByLabel('New password', { exact: true }).fill('something quite else')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await expect(title(page, 'Your new password is saved')).toBeVisible()
  expect((await elsewhere.get('/api/auth/me')).status()).toBe(401)
  await elsewhere.dispose()

  await page.getByRole('link', { name: 'Sign in' }).click()
  await signIn(page, email, 'something quite else')
  await expect(page).toHaveURL(/\/portal/)
  await page.goto('about:blank')
  await page.goto(await resetLink(email))
  await page.getByLabel('New password', { exact: true }).fill('a third one, why not')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await expect(title(page, 'This link does not work any more')).toBeVisible()
  await page.getByRole('link', { name: 'Send me another link' }).click()
  await expect(title(page, 'Forgot your password?')).toBeVisible()
})

const resetLink = (email: string) => linkIn(email, /(?=https?:\/\/\S+\/reset#)/)

test('without signing in: confirm, another time, cancel, each by its link', async ({
  page,
  desk,
}) => {
  test.slow()
  const reception = await desk('brightside')
  const day = await reception.day(10, 0)
  const patient = await reception.patient(fresh('Linked '))
  const email = patient.email as string
  const wish = { day, time: '09:30', service: 'Check-up', provider: AMELIA, patient }
  const visit = await reception.visit(wish)

  const confirm = await linkIn(email, /Confirm:/)
  await page.goto(confirm)
  await expect(title(page, 'Will you be there?')).toBeVisible()
  await expectNoTrace(page, confirm)
  await expect(page.getByText('09:30')).toBeVisible()
  expect((await reception.appointment(visit.id)).status).toBe('scheduled')
  await inspect(page, 'visit-confirm', ALL)
  await page.getByRole('button', { name: 'I will be there' }).click()
  await expect(title(page, 'Thank you, we expect you')).toBeVisible()
  expect((await reception.appointment(visit.id)).status).toBe('confirmed')

  await page.goto('about:blank')
  await page.goto(await linkIn(email, /Choose another time:/))
  await expect(title(page, 'Choose another time')).toBeVisible()
  await times(page).last().click()
  await inspect(page, 'visit-reschedule', ALL)
  await page.getByRole('button', { name: /^Move to / }).click()
  await expect(title(page, 'Your visit has moved')).toBeVisible()
  await inspect(page, 'visit-moved', TWO)
  const moved: Schema['Appointment'] = await reception.appointment(visit.id)
  expect(moved.starts_at).not.toBe(visit.starts_at)

  // The links of the first mail are about a time that is no more: they show how it stands now.
  await page.goto('about:blank')
  await page.goto(confirm)
  await expect(title(page, 'Thank you, we expect you')).toBeVisible()
  await expect(page.getByRole('button', { name: 'I will be there' })).toHaveCount(0)
  await inspect(page, 'visit-over', TWO)

  const second = await reception.visit({ ...wish, time: '11:00' })
  await page.goto('about:blank')
  const sent = async () =>
    (await reception.messages(second.id)).some(({ state }) => state === 'sent')
  await expect.poll(sent, DELIVERED).toBe(true)
  await page.goto(await linkIn(email, /Cancel:/))
  await expect(title(page, 'Cancel this visit?')).toBeVisible()
  await page.getByLabel(/^Why/).fill('A cold')
  await inspect(page, 'visit-cancel', TWO)
  await page.getByRole('button', { name: 'Yes, cancel it' }).click()
  await expect(title(page, 'The visit is cancelled')).toBeVisible()
  await inspect(page, 'visit-cancelled', TWO)
})
