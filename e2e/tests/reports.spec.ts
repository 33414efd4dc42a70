import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, fresh, home, signIn, test } from '../support/test'

const CALENDAR = '**/api/scheduling/calendar*'
const AMELIA = 'Dr Amelia Hart'
const KINDS = ['network', 'server', 'permission', 'validation', 'conflict', 'sign-in']

/** Everything that was reported since the tests began, as it came. */
async function reports(): Promise<string[]> {
  const folder = join(home(), 'reports')
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
}

const board = (page: Page) => page.getByRole('region', { name: /^Day of / })

test('six ways to fail: each says what it is, loses nothing, and reports nothing of a patient', async ({
  page,
  context,
  enter,
  desk,
}) => {
  test.slow()
  const reception = await desk('brightside')
  const day = await reception.day(14, 0)
  const visit = await reception.visit({
    day,
    time: '10:00',
    service: 'Check-up',
    provider: AMELIA,
    patient: fresh('Rosalind Secret '),
  })
  const { patient } = visit
  const { email, phone } = await reception.get<{ email: string | null; phone: string | null }>(
    `/api/patients/${patient.id}`,
  )
  await enter('brightside')
  // Nobody tells this page what a colleague does meanwhile.
  await page.routeWebSocket('**/api/realtime**', () => undefined)

  await test.step('network: another try', async () => {
    await page.route(CALENDAR, (route) => route.abort('connectionrefused'))
    await page.goto(`/staff?day=${day}`)
    await expect(page.getByRole('alert')).toContainText('We could not reach the clinic')
    await page.unroute(CALENDAR)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(board(page)).toBeVisible()
  })

  await test.step('server: generic words and the number to quote', async () => {
    const request_id = 'e2e-9876543210'
    const json = { status: 500, code: 'internal', detail: `KeyError ${patient.name}`, request_id }
    await page.route(CALENDAR, (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        headers: { 'X-Request-ID': request_id },
        json,
      }),
    )
    await page.getByRole('button', { name: 'Next day' }).click()
    await expect(page.getByRole('button', { name: new RegExp(request_id) })).toBeVisible()
    await expect(page.locator('body')).not.toContainText('KeyError')
    await page.unroute(CALENDAR)
  })

  await test.step('permission: said so, with nothing to try again', async () => {
    await page.goto('/staff/audit')
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  })

  await test.step('validation: on the field, which has the focus, and all that was typed is there', async () => {
    await page.goto(`/staff/patients/${patient.id}`)
    await page.getByRole('button', { name: 'Edit patient' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Full name').fill(`${patient.name} Typed`)
    const born = dialog.getByRole('textbox', { name: /^Date of birth/ })
    await born.fill('2199-01-01')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(born).toHaveAttribute('aria-invalid', 'true')
    await expect(born).toBeFocused()
    await expect(dialog.getByLabel('Full name')).toHaveValue(`${patient.name} Typed`)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  await test.step('conflict: what is there now', async () => {
    await page.goto(`/staff?day=${day}&visit=${visit.id}`)
    const checkIn = page.getByRole('dialog', { name: 'Visit' }).getByRole('button', {
      name: 'Check in',
    })
    await expect(checkIn).toBeVisible()
    await reception.post(`/api/scheduling/appointments/${visit.id}/confirm`, {})
    await checkIn.click()
    await expect(page.getByText('There now')).toBeVisible()
    await page.getByRole('button', { name: 'Leave it as it is' }).click()
  })

  await test.step('sign-in: to the door, and back to where it was', async () => {
    await page.goto(`/staff?day=${day}`)
    await expect(board(page)).toBeVisible()
    await context.clearCookies()
    await page.getByRole('button', { name: 'Next day' }).click()
    await expect(page).toHaveURL(/\/login\?next=/)
    await signIn(page, 'reception@brightside.demo')
    await expect(page).toHaveURL(/\/staff\?day=/)
    await expect(board(page)).toBeVisible()
  })

  const told = async () => {
    const all = (await reports()).join('\n')
    return KINDS.filter((kind) => all.includes(`"kind":"${kind}"`))
  }
  await expect.poll(told, { timeout: 30_000 }).toEqual(KINDS)
  const all = (await reports()).join('\n')
  expect(all).toContain('e2e-9876543210')
  const private_ = [patient.name, 'Rosalind', 'Typed', '2199-01-01', email, phone].filter(Boolean)
  for (const theirs of private_) expect(all).not.toContain(theirs)
})
