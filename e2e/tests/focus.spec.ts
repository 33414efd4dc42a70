import type { Locator, Page } from '@playwright/test'
import { chooseFiles } from '../support/files'
import { noise } from '../support/pictures'
import {
  booked,
  choose,
  DELIVERED,
  type Desk,
  expect,
  freeDays,
  fresh,
  later,
  PASSWORD,
  type Schema,
  showDay,
  test,
  times,
} from '../support/test'

/** Where Escape leads, and where whoever works by keyboard goes on when a dialog is gone. */

const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })

/** A key on what cannot be pressed yet would be lost; a click waits by itself. */
async function press(button: Locator): Promise<void> {
  await expect(button).toBeEnabled()
  await button.focus()
  await button.press('Enter')
}

/** What lies below stays a while, and does not close a moment later. */
async function staysOpen(below: Locator): Promise<void> {
  await below.page().waitForTimeout(400)
  await expect(below).toBeVisible()
}

test.describe('of dialogs upon each other Escape closes the top one alone', () => {
  test('what is asked above a visit', async ({ page, desk, enter }) => {
    const reception = await desk('brightside')
    await enter('brightside')
    const day = await reception.day(12, 0)
    const visit = { day, time: '10:00', service: 'Check-up', provider: 'Dr Rohan Mehta' }
    const { id, patient } = await reception.visit(visit)
    await page.goto(`/staff?day=${day}`)
    const card = page.locator(`#visit-${id}`)
    await press(card)
    const drawer = dialog(page, 'Visit')

    const cancel = drawer.getByRole('button', { name: 'Cancel visit' })
    await press(cancel)
    const question = dialog(page, `Cancel the visit of ${patient.name}?`)
    await expect(question.getByRole('button', { name: 'Never mind' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(question).toBeHidden()
    await staysOpen(drawer)
    await expect(cancel).toBeFocused()

    const move = drawer.getByRole('button', { name: 'Move' })
    await press(move)
    await expect(dialog(page, 'Move your visit')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog(page, 'Move your visit')).toBeHidden()
    await staysOpen(drawer)
    await expect(move).toBeFocused()

    await page.keyboard.press('Escape')
    await expect(drawer).toBeHidden()
    await expect(card).toBeFocused()

    // With the visit its card goes: on in the day, of which it was a part.
    await press(card)
    await press(cancel)
    await press(question.getByRole('button', { name: 'Cancel the visit' }))
    await expect(card).toBeHidden()
    await expect(page.getByRole('region', { name: /^Day of / })).toBeFocused()
  })

  test('a file’s details above the file, and archiving from a menu', async ({
    page,
    desk,
    enter,
  }) => {
    const reception = await desk('brightside')
    await enter('brightside')
    const patient = await reception.patient(fresh('Finch'))
    await page.goto(`/staff/patients/${patient.id}?show=files`)
    await chooseFiles(page, noise('tooth.png'))
    const tile = page.getByRole('button', { name: /^tooth.png/ })
    await press(tile)
    const viewer = dialog(page, 'File')
    const menu = viewer.getByRole('button', { name: 'What to do with tooth.png' })
    await press(menu)
    await press(page.getByRole('menuitem', { name: 'Name, kind, visit' }))
    const details = dialog(page, 'Name, kind, visit')
    await expect(details.getByRole('textbox').first()).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(details).toBeHidden()
    await staysOpen(viewer)
    await expect(menu).toBeFocused()

    const light = viewer.getByRole('button', { name: 'Contrast and brightness' })
    await press(light)
    await expect(page.getByRole('switch', { name: 'Invert' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('switch', { name: 'Invert' })).toBeHidden()
    await staysOpen(viewer)
    await page.keyboard.press('Escape')
    await expect(viewer).toBeHidden()
    await expect(tile).toBeFocused()

    const more = page.getByRole('button', { name: `More about ${patient.name}` })
    await press(more)
    await press(page.getByRole('menuitem', { name: 'Archive' }))
    await expect(page.getByRole('button', { name: 'Never mind' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(more).toBeFocused()
  })
})

/** A patient of this browser with visits ahead. */
async function comes(page: Page, reception: Desk, origin: string, days: string[]) {
  const headers = { Origin: origin }
  const email = `${fresh('wren')}@example.com`
  const person = { name: 'Wren Hale', email, password: PASSWORD, locale: 'en-GB' }
  const data = { ...person, clinic: 'brightside' }
  const { request } = page.context()
  const answer = await request.post('/api/auth/register', { data, headers })
  const { user }: { user: Schema['User'] } = await answer.json()
  const wish = { time: '13:30', service: 'Hygiene visit', provider: 'Grace Okafor' }
  for (const day of days)
    await reception.visit({ ...wish, day, patient: { id: user.patient_id ?? '' } })
}

test('in the portal, back to what opened a dialog, or to the heading when that has gone', async ({
  page,
  desk,
  origin,
}) => {
  const reception = await desk('brightside')
  await comes(page, reception, origin, [await reception.day(12, 3), await reception.day(13, 3)])
  await page.goto('/portal')
  const next = page.getByRole('region', { name: 'Your next visit' })
  const [move, cancel] = ['Move', 'Cancel visit'].map((name) => next.getByRole('button', { name }))
  if (!move || !cancel) throw new Error('Nothing to press.')
  const moving = dialog(page, 'Move your visit')
  const question = dialog(page, 'Cancel this visit?')

  await press(move)
  await expect(moving).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(moving).toBeHidden()
  await expect(move).toBeFocused()

  await press(cancel)
  await expect(question.getByRole('button', { name: 'Never mind' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(cancel).toBeFocused()

  await press(cancel)
  await press(question.getByRole('button', { name: 'Never mind' }))
  await expect(question).toBeHidden()
  await expect(cancel).toBeFocused()

  await press(move)
  await moving.getByRole('radio', { name: '15:30', exact: true }).click()
  await press(moving.getByRole('button', { name: /^Move to .*15:30$/ }))
  await expect(moving).toBeHidden()
  await expect(next).toContainText('15:30')
  await expect(move).toBeFocused()

  // The one that was next is gone; what stands there now is another.
  await press(cancel)
  await press(question.getByRole('button', { name: 'Yes, cancel it' }))
  await expect(page.getByText('The visit is cancelled.')).toBeVisible()
  await expect(next).toContainText('13:30')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

test('paying after a card that is declined and one that cannot be read; and paying back', async ({
  page,
  desk,
  enter,
}) => {
  test.slow()
  await page.goto('/book/brightside')
  await choose(page, "Children's check-up")
  await later(page)
  await showDay(freeDays(page).nth(3))
  await times(page).first().click()
  await page.getByLabel('Full name').fill('Nora Payne')
  await page.getByLabel('E-mail').fill(`${fresh('nora')}@example.com`)
  await page.getByLabel('Choose a password').fill('a rather long password')
  await page.getByRole('button', { name: 'Create account and book' }).click()
  const pay = page.getByRole('button', { name: 'Pay £15.00' })
  await expect(pay).toBeEnabled()
  const id = booked(page)

  await page.getByRole('button', { name: 'Fill in the test card' }).click()
  for (const number of ['4000000000000002', '4242']) {
    await page.getByLabel('Card number').fill(number)
    await press(pay)
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(pay).toBeFocused()
    await expect(pay).toHaveAttribute('aria-disabled', 'false')
  }
  await page.getByLabel('Card number').fill('4242424242424242')
  await press(pay)
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeFocused(DELIVERED)

  await enter('brightside', 'manager')
  const { starts_local } = await (await desk('brightside')).appointment(id)
  await page.goto(`/staff?day=${starts_local.slice(0, 10)}&visit=${id}`)
  const drawer = dialog(page, 'Visit')
  const back = drawer.getByRole('button', { name: 'Pay back' })
  const refund = dialog(page, 'Pay back')
  await press(back)
  await refund.getByLabel('A part').check()
  await page.keyboard.press('Escape')
  await expect(refund).toBeHidden()
  await staysOpen(drawer)
  await expect(back).toBeFocused()

  // All of it: there is no more to be paid back, and the heading over the payments is next.
  await press(back)
  await press(refund.getByRole('button', { name: 'Pay £15.00 back' }))
  await expect(back).toBeHidden(DELIVERED)
  await expect(drawer.getByRole('heading', { name: 'Money' })).toBeFocused()
})

test('booking for a patient who is written down on the way', async ({ page, enter }) => {
  await enter('brightside')
  const name = fresh('Zora ')
  await page.goto('/staff')
  await expect(page.getByRole('region', { name: /^Day of / })).toBeVisible()
  await page.keyboard.press('n')
  const booking = dialog(page, 'Book for a patient')
  const patient = booking.getByLabel('Patient')
  await patient.fill(name)
  await page.getByRole('option', { name: `New patient “${name}”` }).click()
  await expect(booking.getByLabel('Full name')).toBeFocused()
  await press(booking.getByRole('button', { name: 'Cancel' }))
  await expect(patient).toBeFocused()

  await patient.fill(name)
  await page.getByRole('option', { name: `New patient “${name}”` }).click()
  await press(booking.getByRole('button', { name: 'Save' }))
  await expect(patient).toHaveValue(name)
  await expect(patient).toBeFocused()
})
