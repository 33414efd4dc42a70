import type { Page } from '@playwright/test'
import { choose, expect, freeDays, fresh, showDay, test, times } from '../support/test'

/** Whatever the page sends to book with, while it is slow enough to be pressed again. */
function posts(page: Page, path: string): { url: string; key: string | undefined }[] {
  const sent: { url: string; key: string | undefined }[] = []
  page.on('request', (request) => {
    if (request.method() !== 'POST' || new URL(request.url()).pathname !== path) return
    sent.push({ url: request.url(), key: request.headers()['idempotency-key'] })
  })
  return sent
}

/** Within one task, before anything can be drawn as pressed: three clicks, and Enter in a field. */
function insist(button: SVGElement | HTMLElement) {
  if (!(button instanceof HTMLButtonElement)) throw new Error('That is not a button.')
  for (let press = 0; press < 3; press += 1) button.click()
  button.form?.requestSubmit()
}

/** Something that does not end until it is let. */
function held() {
  let end = () => {}
  const promise = new Promise<void>((resolve) => {
    end = resolve
  })
  return { end: promise, let: () => end() }
}

const VISITS = '/api/scheduling/appointments'

test('a patient presses twice, and Enter as well: one visit', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const name = fresh('Tilda Twice ')
  await page.goto('/book/brightside')
  await choose(page, 'Check-up')
  await choose(page, 'Anyone')
  await showDay(freeDays(page).last())
  await times(page).nth(1).click()
  await page.getByLabel('Full name').fill(name)
  await page.getByLabel('E-mail').fill(`${fresh('tilda')}@example.com`)
  await page.getByLabel('Choose a password').fill('press it and press it')
  const sent = posts(page, VISITS)
  const button = page.getByRole('button', { name: 'Create account and book' })
  await button.evaluate(insist)
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()

  expect(sent).toHaveLength(1)
  expect(sent[0]?.key).toBeTruthy()
  const { items } = await reception.get<{ items: { id: string }[] }>('/api/patients', { q: name })
  expect(items).toHaveLength(1)
  const visits = await reception.get<{ items: unknown[] }>(VISITS, {
    patient_id: items[0]?.id ?? '',
  })
  expect(visits.items).toHaveLength(1)
})

test('reception presses Book twice, and Enter as well: one visit', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(19, 1)
  const patient = await reception.patient(fresh('Dora Double '))
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  await page.getByRole('button', { name: 'New visit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: /^Patient/ }).fill(patient.name)
  await page
    .getByRole('option')
    .filter({ hasText: patient.email ?? '' })
    .click()
  const sent = posts(page, VISITS)
  const book = dialog.getByRole('button', { name: 'Book', exact: true })
  await expect(book).toBeEnabled()
  await book.evaluate(insist)
  await expect(page.getByRole('button', { name: patient.name })).toBeVisible()
  await expect(dialog).toBeHidden()

  const visits = await reception.get<{ items: unknown[] }>(VISITS, {
    from: day,
    patient_id: patient.id,
  })
  expect(visits.items).toHaveLength(1)
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
  expect(sent).toHaveLength(1)
})

test('a visit is on the calendar from the click on; when the time is gone, the wish is there again', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(19, 3)
  const patient = await reception.patient(fresh('Ottilie Optimist '))
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  await page.getByRole('button', { name: 'New visit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Book for a patient' })
  await dialog.getByRole('combobox', { name: /^Patient/ }).fill(patient.name)
  await page
    .getByRole('option')
    .filter({ hasText: patient.email ?? '' })
    .click()
  await dialog.getByLabel(/^Notes/).fill('Brings her own cushion')
  const card = page.getByRole('button', { name: patient.name })
  const first = held()
  const taken = { status: 409, code: 'slot_taken', title: 'Conflict', detail: 'Gone.' }
  await page.route(
    `**${VISITS}`,
    async (route) => {
      await first.end
      const body = JSON.stringify({ ...taken, request_id: 'r', type: 'about:blank' })
      await route.fulfill({ status: 409, contentType: 'application/problem+json', body })
    },
    { times: 1 },
  )
  await dialog.getByRole('button', { name: 'Book', exact: true }).click()
  await expect(card).toBeVisible()
  await expect(dialog).toBeHidden()
  first.let()

  await expect(dialog.getByText(/^Not booked: /)).toBeVisible()
  await expect(card).toBeHidden()
  await expect(dialog.getByLabel(/^Notes/)).toHaveValue('Brings her own cushion')
  await expect(page.getByText(/was not booked/)).toHaveCount(0)
  const late = held()
  await page.route(`**${VISITS}`, async (route) => {
    await late.end
    await route.continue()
  })
  await dialog.getByRole('button', { name: 'Book', exact: true }).click()
  await expect(card).toBeVisible()
  await expect(dialog).toBeHidden()
  late.let()
  await expect(page.getByRole('status').filter({ hasText: 'is booked' })).toBeVisible()
  // However late the answer: what comes next is a new form.
  await page.getByRole('button', { name: 'New visit' }).click()
  await expect(dialog.getByRole('combobox', { name: /^Patient/ })).toHaveValue('')
  const visits = await reception.get<{ items: unknown[] }>(VISITS, {
    from: day,
    patient_id: patient.id,
  })
  expect(visits.items).toHaveLength(1)
})
