import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
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
  await expect(panel.getByRole('alert')).toHaveText(/^Not done: A colleague changed/)
  await expect(panel.getByText('Confirmed')).toBeVisible()
  await panel.getByRole('button', { name: 'Do it all the same' }).click()
  await expect(panel).toBeHidden()
  await expect(drawer.getByText('Arrived', { exact: true }).first()).toBeVisible()
  expect(await reception.appointment(visit.id)).toMatchObject({ status: 'checked_in', version: 3 })
})
