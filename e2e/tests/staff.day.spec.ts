import type { Locator, Page } from '@playwright/test'
import { DELIVERED, type Desk, expect, fresh, test } from '../support/test'

const PIXELS_PER_MINUTE = 1.7
const AMELIA = 'Dr Amelia Hart'
const ROHAN = 'Dr Rohan Mehta'
const GRACE = 'Grace Okafor'

/** A day of its own for each test, weeks after the demo's, when everybody works. */
async function openDay(page: Page, reception: Desk, weeks: number, weekday = 0): Promise<string> {
  const day = await reception.day(weeks, weekday)
  await page.goto(`/staff?day=${day}`)
  await expect(board(page)).toBeVisible()
  return day
}

const board = (page: Page) => page.getByRole('region', { name: /^Day of / })
const card = (page: Page, patient: string, time = '') =>
  board(page).getByRole('button', { name: new RegExp(`^${time}.*${patient}`) })
const said = (page: Page, text: string | RegExp) =>
  page.getByRole(/^Not|does not/.test(String(text)) ? 'alert' : 'status').filter({ hasText: text })

/** How far it is from one column to another. */
async function apart(page: Page, one: string, other: string): Promise<number> {
  const left = async (name: string) =>
    (await board(page).getByRole('heading', { name }).boundingBox())?.x ?? 0
  return (await left(other)) - (await left(one))
}

async function drag(page: Page, from: Locator, by: { minutes?: number; x?: number }) {
  const box = await from.boundingBox()
  if (!box) throw new Error('Nothing to drag.')
  const [x, y] = [box.x + 30, box.y + 12]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 4, y + 8, { steps: 3 })
  await page.mouse.move(x + (by.x ?? 0), y + (by.minutes ?? 0) * PIXELS_PER_MINUTE, { steps: 8 })
  await page.mouse.up()
}

test.beforeEach(({ enter }) => enter('brightside'))

test('a column for each provider, time running down', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const day = await reception.day(6, 0)
  await reception.visit({ day, time: '10:00', service: 'Check-up', provider: AMELIA })
  await reception.visit({ day, time: '15:00', service: 'Hygiene visit', provider: GRACE })
  await page.goto(`/staff?day=${day}`)

  const heads = board(page).getByRole('heading', { level: 2 })
  await expect(heads).toHaveText([AMELIA, ROHAN, 'Dr Sian Pritchard', GRACE])
  const early = await board(page)
    .getByRole('button', { name: /^10:00 .*Check-up/ })
    .boundingBox()
  const late = await board(page)
    .getByRole('button', { name: /^15:00 .*Hygiene/ })
    .boundingBox()
  expect(late?.x ?? 0).toBeGreaterThan((early?.x ?? 0) + (early?.width ?? 0))
  expect((late?.y ?? 0) - (early?.y ?? 0)).toBeCloseTo(5 * 60 * PIXELS_PER_MINUTE, 0)
})

test('from check-in to the end, each step seen at once and kept', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const day = await reception.day(6, 1)
  const visit = await reception.visit({ day, time: '10:00', service: 'Check-up', provider: AMELIA })
  await page.goto(`/staff?day=${day}`)
  await card(page, visit.patient.name).click()
  const drawer = page.getByRole('dialog', { name: 'Visit' })
  await expect(drawer.getByText(/confirmation|Brightside Dental/i).first()).toBeVisible(DELIVERED)
  for (const [action, status] of [
    ['Check in', 'Arrived'],
    ['Start', 'In the chair'],
    ['Complete', 'Completed'],
  ] as const) {
    await drawer.getByRole('button', { name: action, exact: true }).click()
    await expect(drawer.getByText(status, { exact: true }).first()).toBeVisible()
  }
  await expect(drawer.getByRole('listitem').filter({ hasText: 'Treatment started' })).toBeVisible()
  await drawer.getByRole('button', { name: 'Close' }).click()
  await expect(card(page, `${visit.patient.name}, Check-up, Completed`)).toBeVisible()
  expect(await reception.appointment(visit.id)).toMatchObject({ status: 'completed', version: 4 })
})

test('dragged to another time and to another provider, and back by the message', async ({
  page,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(6, 2)
  const { id, patient } = await reception.visit({
    day,
    time: '09:00',
    service: 'Check-up',
    provider: AMELIA,
  })
  await page.goto(`/staff?day=${day}`)

  await drag(page, card(page, patient.name), { minutes: 60 })
  await expect(said(page, `${patient.name} moved to 10:00 with ${AMELIA}`)).toBeVisible()
  await expect(card(page, patient.name, '10:00')).toBeVisible()

  await drag(page, card(page, patient.name), { minutes: -30, x: await apart(page, AMELIA, ROHAN) })
  const moved = said(page, `${patient.name} moved to 09:30 with ${ROHAN}`)
  await expect(moved).toBeVisible()
  expect(await reception.appointment(id)).toMatchObject({ provider: { name: ROHAN } })

  await moved.getByRole('button', { name: 'Undo' }).click()
  await expect(said(page, 'Moved back')).toBeVisible()
  await expect(card(page, `${patient.name}, Check-up, Scheduled, with ${AMELIA}`)).toBeVisible()
  expect((await reception.appointment(id)).starts_local).toContain('T10:00')
})

test('a drop that is refused says why, and the visit is where it was', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const day = await reception.day(6, 3)
  const wish = { day, service: 'Check-up', provider: AMELIA }
  const { id, patient } = await reception.visit({ ...wish, time: '09:00' })
  await reception.visit({ ...wish, time: '11:00' })
  await page.goto(`/staff?day=${day}`)

  await drag(page, card(page, patient.name), { minutes: 110 })
  await expect(said(page, 'Not moved: Someone else just took this time.')).toBeVisible()
  await expect(card(page, patient.name, '09:00')).toBeVisible()

  // Into the break, and not so far down that the board scrolls along.
  await drag(page, card(page, patient.name), { minutes: 4 * 60 + 5 })
  await expect(
    said(page, 'Not moved: The visit would not fit into the opening hours at this time.'),
  ).toBeVisible()
  await expect(card(page, patient.name, '09:00')).toBeVisible()

  await drag(page, card(page, patient.name), { x: await apart(page, AMELIA, GRACE) })
  await expect(said(page, `${GRACE} does not perform this treatment.`)).toBeVisible()
  await expect(card(page, `${patient.name}, Check-up, Scheduled, with ${AMELIA}`)).toBeVisible()
  expect(await reception.appointment(id)).toMatchObject({ version: 1 })
})

test('moved by keys alone: lifted, aimed, dropped, or left where it was', async ({
  page,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(6, 4)
  const { id, patient } = await reception.visit({
    day,
    time: '09:30',
    service: 'Check-up',
    provider: AMELIA,
  })
  await page.goto(`/staff?day=${day}`)

  await card(page, patient.name).focus()
  await page.keyboard.press('m')
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight'])
    await page.keyboard.press(key)
  await expect(page.getByRole('status').filter({ hasText: `09:45 with ${ROHAN}` })).toBeAttached()
  await page.keyboard.press('Enter')
  await expect(said(page, `${patient.name} moved to 09:45 with ${ROHAN}`)).toBeVisible()
  await expect(card(page, patient.name, '09:45')).toBeFocused()

  await page.keyboard.press('m')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Escape')
  await expect(card(page, patient.name, '09:45')).toBeVisible()
  expect(await reception.appointment(id)).toMatchObject({ version: 2, provider: { name: ROHAN } })
})

test('a tap on a free time books it for a patient who is known', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const patient = await reception.patient(fresh('Winifred '))
  const day = await openDay(page, reception, 7, 0)
  const free = board(page).getByRole('button', { name: `Book at 09:00 with ${AMELIA}` })
  await free.click({ position: { x: 40, y: 45 * PIXELS_PER_MINUTE + 1 } })

  const dialog = page.getByRole('dialog', { name: 'Book for a patient' })
  await dialog.getByLabel('Patient').fill(patient.email ?? '')
  await page.getByRole('option', { name: patient.name }).click()
  await expect(dialog.getByLabel(/^Time/)).toHaveValue('09:45')
  await dialog.getByRole('button', { name: 'Book', exact: true }).click()

  await expect(said(page, `${patient.name} is booked for 09:45`)).toBeVisible()
  await expect(card(page, patient.name, '09:45')).toBeVisible()
  const { items } = await reception.get<{ items: { status: string }[] }>(
    '/api/scheduling/appointments',
    { from: day, to: day, patient_id: patient.id },
  )
  expect(items).toMatchObject([{ status: 'scheduled', provider: { name: AMELIA } }])
})

test('and for a new one, written down on the way', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const name = fresh('Zebedee ')
  await openDay(page, reception, 7, 1)
  const free = board(page).getByRole('button', { name: `Book at 14:00 with ${AMELIA}` })
  await free.click({ position: { x: 40, y: 60 * PIXELS_PER_MINUTE + 1 } })
  const dialog = page.getByRole('dialog', { name: 'Book for a patient' })
  await dialog.getByLabel('Patient').fill(name)
  await page.getByRole('option', { name: `New patient “${name}”` }).click()
  await expect(dialog.getByLabel('Full name')).toHaveValue(name)
  await dialog.getByLabel(/^Phone/).fill('+44 20 7946 0123')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByLabel('Patient')).toHaveValue(name)
  await dialog.getByRole('button', { name: 'Book', exact: true }).click()

  await expect(card(page, name, '15:00')).toBeVisible()
})

test('cancelled with a reason, and booked again', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const day = await reception.day(7, 2)
  const visit = await reception.visit({ day, time: '10:00', service: 'Check-up', provider: ROHAN })
  await page.goto(`/staff?day=${day}`)
  await card(page, visit.patient.name).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel visit' }).click()
  const question = page.getByRole('dialog', { name: `Cancel the visit of ${visit.patient.name}?` })
  await question.getByLabel(/^Reason/).fill('Has the flu')
  await question.getByRole('button', { name: 'Cancel the visit' }).click()

  const done = said(page, `Cancelled: ${visit.patient.name}`)
  await expect(done).toBeVisible()
  await expect(card(page, visit.patient.name)).toBeHidden()
  const { status, history } = await reception.appointment(visit.id)
  expect(status).toBe('cancelled')
  expect(history.at(-1)).toMatchObject({ by: 'receptionist', reason: 'Has the flu' })
  await done.getByRole('button', { name: 'Book again' }).click()
  await expect(card(page, visit.patient.name, '10:00')).toBeVisible()
})

test('today, the days around it, and the keys for all of that', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const long = (day: string) =>
    new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      timeZone: 'UTC',
    })
  const title = page.getByRole('heading', { level: 1 })
  await openDay(page, reception, 7, 3)
  await page.getByRole('button', { name: 'Next day' }).click()
  await expect(title).toHaveText(long(await reception.day(7, 4)))
  await page.getByRole('button', { name: 'Previous day' }).click()
  await page.keyboard.press('ArrowLeft')
  await expect(title).toHaveText(long(await reception.day(7, 2)))
  await page.keyboard.press('ArrowRight')
  await expect(title).toHaveText(long(await reception.day(7, 3)))
  await page.goBack()
  await expect(title).toHaveText(long(await reception.day(7, 2)))
  await page.keyboard.press('t')
  const { today } = await reception.get<{ today: string }>('/api/clinics/brightside')
  await expect(title).toHaveText(long(today))
  await expect(page).toHaveURL(/\/staff$/)

  await page.keyboard.press('n')
  await expect(page.getByRole('dialog', { name: 'Book for a patient' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})
