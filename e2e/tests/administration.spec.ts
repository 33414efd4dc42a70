import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { linkIn } from '../support/post'
import { expect, fresh, PASSWORD, signIn, test } from '../support/test'

const ALL = Object.values(looks)
const TWO = [looks.phoneDark, looks.desktopLight]

async function administration(page: Page, entry: string) {
  await page.getByRole('button', { name: 'Administration' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

const said = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text })

test('the bar shows what a role may do, and nothing else', async ({ page, enter }) => {
  await enter('brightside')
  await page.goto('/staff')
  await expect(page.getByRole('navigation')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Administration' })).toHaveCount(0)
  await page.goto('/staff/team')
  await expect(page.getByRole('heading', { name: 'Not for your role' })).toBeVisible()
  await enter('brightside', 'admin')
  await page.goto('/staff')
  await page.getByRole('button', { name: 'Administration' }).click()
  await expect(page.getByRole('menuitem')).toHaveCount(8)
  await inspect(page, 'administration', ALL)
})

test('the team: invited, in by the mail, another role, and out', async ({
  page,
  enter,
  browser,
  baseURL,
}) => {
  test.slow()
  const email = `${fresh('new')}@example.com`
  const name = fresh('Nadia ')
  await enter('brightside', 'admin')
  await page.goto('/staff')
  await administration(page, 'Team')
  await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible()
  await inspect(page, 'team', ALL)
  await page.getByRole('button', { name: 'Invite someone' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Full name').fill(name)
  await dialog.getByLabel('E-mail').fill(email)
  await inspect(page, 'team-invite', TWO)
  await dialog.getByRole('button', { name: 'Send the invitation' }).click()
  await expect(said(page, `An invitation is on its way to ${email}`)).toBeVisible()
  const row = page.getByRole('button', { name: new RegExp(name) })
  await expect(row).toContainText('not here yet')

  const theirs = await browser.newContext(baseURL ? { baseURL } : {})
  const newcomer = await theirs.newPage()
  await newcomer.goto(await linkIn(email, /(?=https?:\/\/\S+\/reset#)/))
  await newcomer.getByLabel('New password', { exact: true }).fill(PASSWORD)
  await newcomer.getByRole('button', { name: 'Save the password' }).click()
  await newcomer.getByRole('link', { name: 'Sign in' }).click()
  await signIn(newcomer, email)
  await expect(newcomer).toHaveURL(/\/staff/)
  await expect(newcomer.getByRole('region', { name: /^Day of / })).toBeVisible()

  await page.reload()
  await row.click()
  await dialog.getByRole('button', { name: 'Works here no more' }).click()
  await page.getByRole('button', { name: 'Yes, sign them out' }).click()
  await expect(said(page, `${name} has been signed out`)).toBeVisible()
  await expect(row).toHaveCount(0)
  // Their screen finds out by itself: the socket says that the session is over.
  await expect(newcomer).toHaveURL(/\/login/, { timeout: 30_000 })
  await theirs.close()
})

test('messages: reminders, quiet hours, own words with a look at them, and a test to myself', async ({
  page,
  enter,
}) => {
  test.slow()
  await enter('brightside', 'manager')
  await page.goto('/staff')
  await administration(page, 'Messages')
  await expect(page.getByRole('heading', { name: 'Reminders', exact: true })).toBeVisible()
  await inspect(page, 'messages-settings', ALL)
  await page.getByRole('button', { name: 'Add: Reminders' }).click()
  await page.getByRole('menuitem', { name: '7 days before' }).click()
  await page.getByLabel('From').fill('22:30')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(said(page, 'Saved')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('From')).toHaveValue('22:30')
  await page.getByRole('button', { name: 'Remove: 7 days before' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()

  await page.getByRole('tab', { name: 'Words' }).click()
  const sample = page.getByRole('region', { name: 'What the patient gets' })
  await expect(sample.locator('iframe')).toBeVisible()
  await inspect(page, 'messages-words', ALL)
  const words = page.getByLabel('Words', { exact: true }).and(page.locator('textarea'))
  await words.fill('Hello {{ reader }}, come to {{ nowhere }}.')
  await expect(sample.getByRole('status')).toContainText('nowhere')
  await words.fill('Lovely to see you soon, {{ reader }}. ')
  await page.getByRole('button', { name: 'Day', exact: true }).click()
  await expect(words).toHaveValue(/\{\{ day \}\}/)
  await expect(
    sample.frameLocator('iframe').getByText('Lovely to see you soon, Maria'),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Back to our words' })).toBeVisible()
  await page.getByRole('button', { name: 'Send it to myself' }).click()
  await expect(said(page, 'On its way to manager@brightside.demo')).toBeVisible()
  await page.getByRole('button', { name: 'Back to our words' }).click()
  await expect(page.getByRole('button', { name: 'Back to our words' })).toHaveCount(0)
})

test('a colleague who saves meanwhile takes nothing that was typed', async ({
  page,
  enter,
  desk,
}) => {
  const other = await desk('sorriso', 'manager')
  await enter('sorriso', 'admin')
  await page.goto('/staff/messages')
  const [from, until] = [page.getByLabel('Das'), page.getByLabel('Até')]
  await from.fill('21:30')
  const settings = { quiet_until: 8 * 60 + 45 }
  const answer = await other.api.patch('/api/messages/settings', { data: settings })
  expect(answer.ok(), await answer.text()).toBe(true)
  await page.getByRole('button', { name: 'Salvar' }).click()
  const behind = page.getByRole('alert').filter({ hasText: 'Um colega acabou de salvar' })
  await expect(behind).toBeVisible()
  await expect(from).toHaveValue('21:30')
  await expect(page.getByRole('button', { name: 'Salvar' })).toBeDisabled()
  await inspect(page, 'messages-behind', TWO)
  await behind.getByRole('button', { name: 'Usar o do colega' }).click()
  await expect(until).toHaveValue('08:45')
  await expect(behind).toHaveCount(0)
})

test('the messages of a visit say what became of them, and go once more', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(10, 2)
  const wish = { day, time: '09:30', service: 'Check-up', provider: 'Dr Amelia Hart' }
  const visit = await reception.visit(wish)
  await enter('brightside')
  await page.goto(`/staff?day=${day}&visit=${visit.id}`)
  const drawer = page.getByRole('dialog', { name: 'Visit' })
  await expect(drawer.getByText(/^\s*Sent/)).toBeVisible({ timeout: 30_000 })
  await inspect(page, 'visit-messages', ALL)
  await drawer
    .getByRole('button', { name: /^Send again/ })
    .first()
    .click()
  await expect(said(page, /^Sent again to /)).toBeVisible()
  await expect(drawer.getByRole('button', { name: /^Send again/ })).toHaveCount(2)
})

test('a patient says over which channels they are reached', async ({ page, enter }) => {
  await enter('brightside', 'patient')
  await page.goto('/portal/profile')
  const sms = page.getByRole('switch', { name: 'SMS' })
  await expect(sms).not.toBeChecked()
  await inspect(page, 'portal-channels', ALL)
  await sms.click({ force: true })
  await expect(page.getByText(/^You agreed/)).toBeVisible()
  await page.reload()
  await expect(sms).toBeChecked()
  await sms.click({ force: true })
  await expect(page.getByText(/^You agreed/)).toHaveCount(0)
})

test('the queue in three numbers', async ({ page, enter }) => {
  await enter('brightside', 'manager')
  await page.goto('/staff/operations/deliveries')
  await expect(page.getByText('the oldest waits')).toBeVisible()
  await inspect(page, 'deliveries', TWO)
})
