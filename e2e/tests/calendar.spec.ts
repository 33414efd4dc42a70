import type { Locator, Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { office } from '../support/own-clinic'
import { DESKTOP, expect, fresh, test } from '../support/test'

const AMELIA = 'Dr Amelia Hart'

const board = (page: Page) => page.getByRole('region', { name: /^Day of / })
const conflict = (page: Page) => page.getByRole('dialog', { name: 'What now?' })

test.beforeEach(({ enter }) => enter('brightside'))

test('a time that is gone: who has it, what is free, and that with one click', async ({
  page,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(8, 0)
  const wish = { day, service: 'Check-up', provider: AMELIA }
  const mine = await reception.visit({ ...wish, time: '09:00', patient: fresh('Wanda ') })
  const theirs = await reception.visit({ ...wish, time: '11:00', patient: fresh('Theo ') })
  await page.goto(`/staff?day=${day}`)
  await board(page).getByRole('button', { name: mine.patient.name }).focus()
  await page.keyboard.press('m')
  for (let step = 0; step < 24; step += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')

  const panel = conflict(page)
  await expect(panel.getByRole('alert')).toHaveText(/^Not moved: Someone else just took/)
  await expect(panel).toBeFocused()
  await expect(panel.getByText(theirs.patient.name)).toBeVisible()
  await expect(panel.getByRole('button', { name: /^Take / }).first()).toBeVisible()
  await inspect(page, 'staff-conflict', Object.values(looks))
  await page.setViewportSize(DESKTOP)
  const first = panel.getByRole('button', { name: /^Take / }).first()
  const time = /\d\d:\d\d/.exec((await first.getAttribute('aria-label')) ?? '')?.[0]
  await first.click()

  await expect(panel).toBeHidden()
  await expect(
    page.getByRole('status').filter({ hasText: `${mine.patient.name} moved to ${time}` }),
  ).toBeVisible()
  expect((await reception.appointment(mine.id)).starts_local).toContain(`T${time}`)
})

test('a visit that a colleague changed meanwhile: as it is now, and the same upon that', async ({
  page,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(8, 1)
  const visit = await reception.visit({ day, time: '10:00', service: 'Check-up', provider: AMELIA })
  const path = `/api/scheduling/appointments/${visit.id}`
  await page.goto(`/staff?day=${day}`)
  await board(page).getByRole('button', { name: visit.patient.name }).click()
  const drawer = page.getByRole('dialog', { name: 'Visit' })
  // The colleague is quicker than the news of it.
  await page.route(
    `**${path}/check-in`,
    async (route) => {
      await reception.post(`${path}/confirm`)
      await route.continue()
    },
    { times: 1 },
  )
  await drawer.getByRole('button', { name: 'Check in', exact: true }).click()

  const panel = conflict(page)
  await expect(panel.getByRole('alert')).toHaveText(/^Not done: This was changed meanwhile/)
  await expect(panel.getByText('Confirmed')).toBeVisible()
  await panel.getByRole('button', { name: 'Do it all the same' }).click()
  await expect(panel).toBeHidden()
  await expect(drawer.getByText('Arrived', { exact: true }).first()).toBeVisible()
  expect(await reception.appointment(visit.id)).toMatchObject({ status: 'checked_in', version: 3 })
})

const week = (page: Page) => page.getByRole('region', { name: /^Week of / })
const month = (page: Page) => page.getByRole('region', { name: /^Month of / })
const said = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text })

async function drag(page: Page, from: Locator, by: { x: number; y: number }) {
  const box = await from.boundingBox()
  if (!box) throw new Error('Nothing to drag.')
  const [x, y] = [box.x + 20, box.y + 10]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 4, y + 8, { steps: 3 })
  await page.mouse.move(x + by.x, y + by.y, { steps: 8 })
  await page.mouse.up()
}

test('a week: a visit dragged to another day and time, or moved there by keys', async ({
  page,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(15, 0)
  const wish = { day, service: 'Check-up', provider: AMELIA }
  const { id, patient } = await reception.visit({ ...wish, time: '09:00', patient: fresh('Una ') })
  await page.goto(`/staff?view=week&day=${day}`)
  const card = week(page).getByRole('button', { name: patient.name })
  const head = (number: string) =>
    week(page).getByRole('button', { name: new RegExp(`^${Number(number.slice(8))}`) })
  const far = async () => {
    const [one, other] = [head(day), head(await reception.day(15, 1))]
    return ((await other.boundingBox())?.x ?? 0) - ((await one.boundingBox())?.x ?? 0)
  }
  await drag(page, card, { x: await far(), y: 60 * 1.7 })
  await expect(said(page, `${patient.name} moved to`)).toBeVisible()
  const tuesday = await reception.day(15, 1)
  expect((await reception.appointment(id)).starts_local).toBe(`${tuesday}T10:00:00`)

  await card.focus()
  await page.keyboard.press('m')
  for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter'])
    await page.keyboard.press(key)
  await expect
    .poll(async () => (await reception.appointment(id)).starts_local)
    .toBe(`${day}T10:15:00`)
  await expect(card).toBeFocused()
  await card.click()
  await expect(page.getByRole('dialog', { name: 'Visit' })).toBeVisible()
  await expect(page).toHaveURL(/view=week/)
})

test('day, week and month by keys and by address, each turned by its own unit', async ({
  page,
  desk,
}) => {
  test.slow()
  const reception = await desk('brightside')
  const day = await reception.day(15, 2)
  await reception.visit({ day, time: '09:00', service: 'Check-up', provider: AMELIA })
  await page.goto(`/staff?day=${day}`)
  await expect(board(page)).toBeVisible()
  await page.keyboard.press('w')
  await expect(week(page)).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`view=week&day=${day}`))
  await inspect(page, 'staff-week', Object.values(looks))
  await page.setViewportSize(DESKTOP)
  await page.getByRole('button', { name: 'Next week' }).click()
  await expect(page).toHaveURL(new RegExp(await reception.day(16, 2)))
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('m')
  await expect(month(page)).toBeVisible()
  await inspect(page, 'staff-month', Object.values(looks))
  await page.setViewportSize(DESKTOP)
  const cell = month(page)
    .getByRole('button', { name: /1 visit|\d+ visits/ })
    .first()
  await expect(cell).toHaveAccessibleName(/% full/)
  await page.reload()
  await month(page)
    .locator(`button:has-text("${Number(day.slice(8))}")`)
    .first()
    .click()
  await expect(board(page)).toBeVisible()
})

test('a week that fails is no free week', async ({ page, desk }) => {
  const day = await (await desk('brightside')).day(15, 3)
  await page.route('**/api/scheduling/calendar*', (route) => route.abort())
  await page.goto(`/staff?view=week&day=${day}`)
  await expect(page.getByRole('alert').filter({ hasText: 'not an empty' })).toBeVisible({
    timeout: 30_000,
  })
  await expect(week(page)).toBeHidden()
})

test('the day on paper: a list for each who works, and nothing of the screen', async ({
  page,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(15, 4)
  const visit = await reception.visit({ day, time: '09:00', service: 'Check-up', provider: AMELIA })
  await page.goto(`/staff?day=${day}`)
  await expect(board(page)).toBeVisible()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })

  await expect(board(page)).toBeHidden()
  await expect(page.getByRole('navigation')).toBeHidden()
  const list = page.getByRole('table').first()
  await expect(list.getByRole('row', { name: `09:00 – 09:30 ${visit.patient.name}` })).toBeVisible()
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(background).toBe('rgb(255, 255, 255)')
  await page.pdf({ path: 'artifacts/screens/staff-day.pdf', format: 'A4' })
})

test('today at the desk: who is here, who is not sure, what is free', async ({ page }) => {
  await page.goto('/staff/today')
  await expect(page.getByRole('region', { name: 'Here and waiting' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Gaps to fill' })).toBeVisible()
  await inspect(page, 'staff-today', Object.values(looks))
})

test('at the desk each visit is one click away', async ({ page, context, desk, enter }) => {
  const { slug } = await office(desk, ['Ada Flint', 'Ben Cole'])
  await context.clearCookies()
  await enter(slug, 'admin')
  await page.goto('/staff/today')
  const unsure = page.getByRole('region', { name: /^Not confirmed/ })
  await unsure.getByRole('button', { name: 'Confirm: Ben Cole' }).click()
  await expect(said(page, 'Confirmed: Ben Cole')).toBeVisible()
  await expect(unsure.getByRole('listitem')).toHaveCount(1)
  await unsure
    .getByRole('listitem')
    .getByRole('button', { name: /Ada Flint/ })
    .first()
    .click()
  await expect(page.getByRole('dialog', { name: 'Visit' })).toContainText('Ada Flint')
})

test('a desk that cannot be loaded is no quiet day', async ({ page }) => {
  await page.route('**/api/scheduling/calendar*', (route) => route.abort())
  await page.goto('/staff/today')
  await expect(page.getByRole('alert').filter({ hasText: 'not an empty' })).toBeVisible({
    timeout: 30_000,
  })
  await expect(page.getByText('Nobody is waiting.')).toBeHidden()
})

test('the week on paper: day by day, from top to bottom', async ({ page, desk }) => {
  const reception = await desk('brightside')
  const day = await reception.day(18, 1)
  const visit = await reception.visit({ day, time: '10:00', service: 'Check-up', provider: AMELIA })
  await page.goto(`/staff?view=week&day=${day}`)
  const listed = page.getByRole('listitem').filter({ hasText: visit.patient.name })
  await expect(week(page)).toBeVisible()
  await expect(listed).toHaveCount(0)
  await page.emulateMedia({ media: 'print' })

  await expect(listed).toContainText('10:00')
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(wider).toBeLessThanOrEqual(0)
  await page.pdf({ path: 'artifacts/screens/staff-week.pdf', format: 'A4' })
})
