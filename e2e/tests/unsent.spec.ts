import { choose, expect, freeDays, later, picture, showDay, test, times } from '../support/test'
import { card, happened, withUnsent } from '../support/unsent'

/** Where what is done without a network ends, or cannot begin. */

test.use({ serviceWorkers: 'allow' })

test('signing out with something unsent asks first, and then nothing remains', async ({
  page,
  desk,
  enter,
}) => {
  const { colleague, ada } = await withUnsent(page, desk, enter)

  const signOut = async () => {
    await page.getByRole('button', { name: 'Account menu of Nora Quinn' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
  }
  await signOut()
  const question = page.getByRole('dialog', { name: /^Sign out, and lose/ })
  await expect(question).toContainText('Check Ada Flint in')
  await picture(page, 'queue-leave')
  await question.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(card(page, 'Ada Flint')).toHaveAccessibleName(/waiting to be sent$/)
  await signOut()
  await question.getByRole('button', { name: 'Sign out and lose it' }).click()

  await expect(page).toHaveURL(/\/login$/)
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  const left = await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open('topsmile')
      opening.onsuccess = () => done(opening.result)
    })
    const asked = db.transaction('kept').objectStore('kept').count()
    await new Promise((done) => {
      asked.onsuccess = done
    })
    db.close()
    return asked.result
  })
  expect(left).toBe(0)
  expect(await happened(colleague, ada)).toEqual(['appointment.created'])
})

test('a session that the server ends takes the unsent with it, and the door says how much', async ({
  page,
  desk,
  enter,
}) => {
  const { colleague, ada } = await withUnsent(page, desk, enter)
  await page.context().clearCookies()
  await page.reload()

  await expect(page).toHaveURL(/\/login/)
  await expect(page.getByText('Your session ended before 1 change could be sent.')).toBeVisible()
  expect(await page.content()).not.toContain('Ada')
  await picture(page, 'queue-session-over')
  expect(await happened(colleague, ada)).toEqual(['appointment.created'])
})

test('booking needs a network, says so, and keeps what was chosen and typed', async ({
  page,
  context,
}) => {
  await page.goto('/book/brightside')
  await choose(page, 'Hygiene visit')
  await later(page)
  await showDay(freeDays(page).last())
  await times(page).first().click()
  await page.getByLabel('Full name').fill('Nora Fielding')
  await page.getByLabel('E-mail').fill('nora@example.com')
  await page.getByLabel('Choose a password').fill('a rather long one')
  const note = page.getByText('Booking needs one, so that the time is really yours')
  await expect(note).toHaveCount(0)
  await context.setOffline(true)
  await expect(note).toBeVisible()
  await page.getByRole('button', { name: 'Create account and book' }).click()
  await expect(page.getByText('We could not reach the clinic.').first()).toBeVisible()
  await picture(page, 'queue-booking-offline')

  await context.setOffline(false)
  await expect(note).toHaveCount(0)
  await expect(page.getByLabel('Full name')).toHaveValue('Nora Fielding')
  await expect(page.getByLabel('Choose a password')).toHaveValue('a rather long one')
})
