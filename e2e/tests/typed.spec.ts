import { chooseFiles } from '../support/files'
import { inspect, looks } from '../support/look'
import { noise } from '../support/pictures'
import { expect, fresh, test } from '../support/test'

/** What somebody has typed, and where they were, when something comes in between. */

test('a dialog that was typed into asks before it goes', async ({ page, enter }) => {
  await enter('brightside')
  await page.goto('/staff')
  await expect(page.getByRole('region', { name: /^Day of / })).toBeVisible()
  const booking = page.getByRole('dialog', { name: 'Book for a patient' })
  const leaving = page.getByRole('dialog', { name: 'Close without saving?' })

  await page.keyboard.press('n')
  await expect(booking).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(booking).toBeHidden()

  await page.keyboard.press('n')
  const notes = booking.getByRole('textbox', { name: 'Notes' })
  await notes.fill('Prefers mornings')
  await page.keyboard.press('Escape')
  await expect(leaving.getByRole('button', { name: 'Keep writing' })).toBeFocused()
  await inspect(page, 'leaving', [looks.phoneLight, looks.desktopDark])
  await page.keyboard.press('Enter')
  await expect(leaving).toBeHidden()
  await expect(notes).toHaveValue('Prefers mornings')
  await expect(notes).toBeFocused()

  await booking.getByRole('button', { name: 'Close', exact: true }).click()
  await leaving.getByRole('button', { name: 'Close without saving' }).click()
  await expect(leaving).toBeHidden()
  await expect(booking).toBeHidden()
})

test('also in a dialog above the file that is looked at', async ({ page, desk, enter }) => {
  const patient = await (await desk('brightside')).patient(fresh('Quill'))
  await enter('brightside')
  await page.goto(`/staff/patients/${patient.id}?show=files`)
  await chooseFiles(page, noise('tooth.png'))
  await page.getByRole('button', { name: /^tooth.png/ }).click()
  await page
    .getByRole('dialog', { name: 'File' })
    .getByRole('button', { name: /^What to do/ })
    .click()
  await page.getByRole('menuitem', { name: 'Name, kind, visit' }).click()
  const details = page.getByRole('dialog', { name: 'Name, kind, visit' })
  await details.getByRole('textbox').first().fill('molar')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Keep writing' }).click()
  await expect(details.getByRole('textbox').first()).toHaveValue('molar')
})

test('a button that had to wait has the focus again', async ({ page }) => {
  await page.goto('/login?clinic=brightside')
  await page.getByLabel('E-mail').fill('nobody@example.com')
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  const enter = page.getByRole('button', { name: 'Sign in', exact: true })
  await enter.focus()
  await enter.press('Enter')
  await expect(page.getByRole('alert')).toContainText('is not right')
  await expect(enter).toBeFocused()
})
