import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { NELL, office } from '../support/own-clinic'
import { type Appointment, expect, picture, type Schema, test } from '../support/test'
import { act, card, happened, kept, moveBy, outbox, pill } from '../support/unsent'

test.use({ serviceWorkers: 'allow' })

test('without a network three things are done and kept; then two are done, one is a conflict with alternatives, nothing is lost and nothing doubled', async ({
  page,
  context,
  desk,
  enter,
}) => {
  const { slug, colleague, day, visits } = await office(desk, [
    'Ada Flint',
    'Ben Cole',
    'Cleo Hart',
  ])
  const [ada, ben, cleo] = visits as [Appointment, Appointment, Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)

  await context.setOffline(true)
  await page.reload()
  await expect(page.locator('[id^="visit-"]')).toHaveCount(3)
  await expect(pill(page)).toHaveAccessibleName(/^Offline/)
  await act(page, 'Ada Flint', 'Check in')
  await moveBy(page, 'Ben Cole', 8)
  await act(page, 'Cleo Hart', 'Confirm')

  const shown = async () => {
    await expect(card(page, 'Ada Flint')).toHaveAccessibleName(/Arrived.*waiting to be sent$/)
    await expect(card(page, 'Ben Cole')).toHaveAccessibleName(/^14:00 .*waiting to be sent$/)
    await expect(card(page, 'Cleo Hart')).toHaveAccessibleName(/Confirmed.*waiting to be sent$/)
    await expect(pill(page)).toHaveAccessibleName(/^Offline, 3 waiting/)
  }
  await shown()
  await picture(page, 'queue-waiting')
  await page.reload()
  await shown()
  await pill(page).click()
  await expect(outbox(page).getByRole('listitem')).toHaveCount(3)
  await picture(page, 'queue-drawer-waiting')
  await outbox(page).getByRole('button', { name: 'Close' }).click()

  // Meanwhile a colleague gives the time away to which Ben was moved.
  await colleague.visit({
    day,
    time: '14:00',
    service: 'Check-up',
    provider: NELL,
    patient: 'Dora Pike',
  })
  await context.setOffline(false)

  await expect(pill(page)).toHaveAccessibleName(/^Live, 1 to decide/)
  await pill(page).click()
  const verdicts = outbox(page).getByRole('region', { name: 'What became of it' })
  await expect(verdicts.getByRole('listitem')).toHaveText([
    /Check Ada Flint in.*Done/,
    /Confirm.*Cleo Hart.*Done/,
  ])
  const conflict = outbox(page).getByRole('region', { name: 'For you to decide' })
  await expect(conflict).toContainText('Someone else just took this time.')
  await expect(conflict.getByText('There now').locator('..')).toContainText('Dora Pike')
  await expect(card(page, 'Ben Cole')).toHaveAccessibleName(/^12:00 .*waiting for your decision$/)
  await picture(page, 'queue-conflict')

  const free = conflict.getByRole('button', { name: /^Take / })
  expect(await free.count()).toBeGreaterThan(1)
  const taken = await free.first().getByRole('strong').textContent()
  await free.first().click()
  await expect(conflict).toHaveCount(0)
  await expect(verdicts.getByRole('listitem')).toHaveCount(3)
  await outbox(page).getByRole('button', { name: 'Close' }).click()
  await expect(card(page, 'Ben Cole')).toHaveAccessibleName(new RegExp(`^${taken} `))

  expect(await happened(colleague, ada)).toEqual(['appointment.created', 'appointment.checked_in'])
  expect(await happened(colleague, cleo)).toEqual(['appointment.created', 'appointment.confirmed'])
  expect(await happened(colleague, ben)).toEqual(['appointment.created', 'appointment.rescheduled'])
  const { appointments } = await colleague.get<Schema['Calendar']>('/api/scheduling/calendar')
  expect(appointments).toHaveLength(4)
})

/** The requests of one kind that leave this browser, by their keys. */
function watchKeys(page: Page, path: string): string[] {
  const keys: string[] = []
  page.context().on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith(path))
      keys.push(request.headers()['idempotency-key'] ?? '')
  })
  return keys
}

test('two tabs show the same line, and send it once', async ({ page, context, desk, enter }) => {
  const { slug, colleague, visits } = await office(desk, ['Ada Flint', 'Ben Cole'])
  const [ada, ben] = visits as [Appointment, Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  const other = await context.newPage()
  await other.goto('/staff')
  await expect(card(other, 'Ada Flint')).toBeVisible()
  const sent = [...['check-in', 'confirm'].map((path) => watchKeys(page, path))]

  await context.setOffline(true)
  await act(page, 'Ada Flint', 'Check in')
  await expect(card(other, 'Ada Flint')).toHaveAccessibleName(/Arrived.*waiting to be sent$/)
  await act(other, 'Ben Cole', 'Confirm')
  for (const tab of [page, other]) await expect(pill(tab)).toHaveAccessibleName(/2 waiting/)
  await context.setOffline(false)

  for (const tab of [page, other]) {
    await expect(pill(tab)).toHaveAccessibleName(/^Live\. /)
    await expect(card(tab, 'Ada Flint')).toHaveAccessibleName(/Arrived, with [^,]+$/)
    await expect(card(tab, 'Ben Cole')).toHaveAccessibleName(/Confirmed, with [^,]+$/)
  }
  expect(sent.map((keys) => keys.length)).toEqual([1, 1])
  expect(await happened(colleague, ada)).toEqual(['appointment.created', 'appointment.checked_in'])
  expect(await happened(colleague, ben)).toEqual(['appointment.created', 'appointment.confirmed'])
})

test('an answer lost at the last moment: the same is asked again, under the same key, and done once', async ({
  page,
  desk,
  enter,
}) => {
  const { slug, colleague, visits } = await office(desk, ['Ada Flint'])
  const [ada] = visits as [Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  const keys = watchKeys(page, 'check-in')
  const lost = { first: 0 }
  await page.route('**/check-in', async (route) => {
    lost.first += 1
    if (lost.first > 2) return route.continue()
    // The first time it is done, and nobody hears of it; the second never arrives.
    if (lost.first === 1) await route.fetch()
    return route.abort()
  })
  await act(page, 'Ada Flint', 'Check in')

  await expect(pill(page)).toHaveAccessibleName(/^Live\. /)
  await expect(card(page, 'Ada Flint')).toHaveAccessibleName(/Arrived, with [^,]+$/)
  expect(keys.length).toBeGreaterThan(2)
  expect(new Set(keys).size).toBe(1)
  expect(await happened(colleague, ada)).toEqual(['appointment.created', 'appointment.checked_in'])
})

test('one upon the other: what follows builds upon the answer, and can be taken back before', async ({
  page,
  context,
  desk,
  enter,
}) => {
  const { slug, colleague, visits } = await office(desk, ['Ada Flint'])
  const [ada] = visits as [Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  await context.setOffline(true)
  await moveBy(page, 'Ada Flint', 4)
  await act(page, 'Ada Flint', 'Check in')
  await act(page, 'Ada Flint', 'Start')
  await pill(page).click()
  await outbox(page).getByRole('button', { name: 'Take back: Start with Ada Flint' }).click()
  await expect(outbox(page).getByRole('listitem')).toHaveCount(2)
  await expect(outbox(page).getByRole('status')).toContainText('Taken back')
  // Whoever works by keyboard goes on where they were.
  await page.keyboard.press('Escape')
  await expect(pill(page)).toBeFocused()
  await expect(card(page, 'Ada Flint')).toHaveAccessibleName(/^12:00 .*Arrived/)
  await context.setOffline(false)

  await expect(pill(page)).toHaveAccessibleName(/^Live\. /)
  expect(await happened(colleague, ada)).toEqual([
    'appointment.created',
    'appointment.rescheduled',
    'appointment.checked_in',
  ])
})

test('the desk’s own page is there without a network too, and its steps wait', async ({
  page,
  context,
  desk,
  enter,
}) => {
  const { slug, colleague, visits } = await office(desk, ['Ada Flint'])
  const [ada] = visits as [Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  await page.goto('/staff/today')
  const here = page.getByRole('region', { name: 'Here and waiting' })
  await expect(here.getByText('Nobody is waiting.')).toBeVisible()
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Check in: Ada Flint' }).click()
  await expect(here).toContainText('waiting to be sent')
  await expect(here.getByRole('button', { name: 'Start: Ada Flint' })).toBeEnabled()
  await context.setOffline(false)

  await expect(pill(page)).toHaveAccessibleName(/^Live\. /)
  await expect(here).toContainText('Ada Flint')
  await expect(here).not.toContainText('waiting to be sent')
  expect(await happened(colleague, ada)).toEqual(['appointment.created', 'appointment.checked_in'])
})

test('done, a conflict, refused: each verdict is seen and can be settled, in every look', async ({
  page,
  context,
  desk,
  enter,
}) => {
  test.slow()
  const { slug, colleague, visits } = await office(desk, ['Ada Flint', 'Ben Cole', 'Cleo Hart'])
  const [ada, ben, cleo] = visits as [Appointment, Appointment, Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  await context.setOffline(true)
  await act(page, 'Ada Flint', 'Check in')
  await act(page, 'Ben Cole', 'Check in')
  await act(page, 'Ben Cole', 'Start')
  // At nine nobody can be moved to a quarter past eight any more.
  await moveBy(page, 'Cleo Hart', -19)
  await pill(page).click()
  await inspect(page, 'outbox-waiting', [looks.phoneDark, looks.desktopLight])
  await outbox(page).getByRole('button', { name: 'Close' }).click()
  await colleague.post(`/api/scheduling/appointments/${ben.id}/confirm`)
  await context.setOffline(false)

  await expect(pill(page)).toHaveAccessibleName(/^Live, 1 to decide/)
  await pill(page).click()
  const items = outbox(page).getByRole('listitem')
  await expect(items.filter({ hasText: 'Start with Ben Cole' })).toContainText(
    'Waits for your decision above',
  )
  await expect(items.filter({ hasText: 'Move Cleo Hart' })).toContainText(
    'Not done: This time has already passed.',
  )
  await expect(items.filter({ hasText: 'Check Ada Flint in' })).toContainText('Done')
  await inspect(page, 'outbox-verdicts', Object.values(looks))

  await outbox(page).getByRole('button', { name: 'Seen: Move Cleo Hart' }).click()
  await outbox(page).getByRole('button', { name: 'Do it all the same' }).click()
  await expect(outbox(page).getByRole('region', { name: 'For you to decide' })).toHaveCount(0)
  await expect(outbox(page).getByText('Everything has been sent.')).toBeVisible()
  expect(await happened(colleague, ada)).toEqual(['appointment.created', 'appointment.checked_in'])
  expect(await happened(colleague, ben)).toEqual([
    'appointment.created',
    'appointment.confirmed',
    'appointment.checked_in',
    'appointment.started',
  ])
  expect(await happened(colleague, cleo)).toEqual(['appointment.created'])
})

test('what the server breaks on is kept and tried again when somebody says so; the others are sent', async ({
  page,
  context,
  desk,
  enter,
}) => {
  test.slow()
  const { slug, colleague, visits } = await office(desk, ['Ada Flint', 'Ben Cole'])
  const [ada, ben] = visits as [Appointment, Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  const broken = { status: 500, code: 'server_error', title: 'Internal Server Error' }
  await page.route(`**/appointments/${ada.id}/check-in`, (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      headers: { 'X-Request-ID': 'f00d' },
      body: JSON.stringify(broken),
    }),
  )
  await context.setOffline(true)
  await act(page, 'Ada Flint', 'Check in')
  await act(page, 'Ben Cole', 'Check in')
  await context.setOffline(false)

  await expect(pill(page)).toHaveAccessibleName(/^Live, 1 to decide/, { timeout: 45_000 })
  expect(await happened(colleague, ben)).toEqual(['appointment.created', 'appointment.checked_in'])
  await pill(page).click()
  const item = outbox(page).getByRole('listitem').filter({ hasText: 'Check Ada Flint in' })
  await expect(item).toContainText('Request number f00d')
  await inspect(page, 'outbox-failed', [looks.phoneDark, looks.desktopLight])
  await page.unroute(`**/appointments/${ada.id}/check-in`)
  await item.getByRole('button', { name: 'Try again' }).click()
  await expect(outbox(page).getByText('Everything has been sent.')).toBeVisible()
  expect(await happened(colleague, ada)).toEqual(['appointment.created', 'appointment.checked_in'])
})
