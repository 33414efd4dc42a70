import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { ALWAYS, openClinic } from '../support/own-clinic'
import {
  type Appointment,
  choose,
  type Desk,
  expect,
  freeDays,
  type OwnSlug,
  picture,
  type Schema,
  test,
  times,
} from '../support/test'

test.use({ serviceWorkers: 'allow' })

const NELL = 'Dr Nell Marsh'
const TOM = 'Dr Tom Reyes'

type Office = { slug: OwnSlug; colleague: Desk; day: string; visits: Appointment[] }

/** A clinic of its own with visits today, one for each name, from eleven o'clock on. */
async function office(
  open: (slug: OwnSlug, who: string) => Promise<Desk>,
  ...patients: string[]
): Promise<Office> {
  const slug = openClinic()
  const colleague = await open(slug, 'admin')
  const ids: string[] = []
  for (const name of [NELL, TOM]) {
    const wanted = { name, specialty: 'Dentistry', hours: ALWAYS }
    ids.push((await colleague.post<Schema['Provider']>('/api/providers', wanted)).id)
  }
  await colleague.post('/api/services', {
    name: 'Check-up',
    duration_minutes: 30,
    price: { amount: 6000, currency: 'GBP' },
    provider_ids: ids,
  })
  const { today } = await colleague.get<Schema['PublicClinic']>(`/api/clinics/${slug}`)
  const visits: Appointment[] = []
  for (const [index, patient] of patients.entries()) {
    const time = `${11 + index}:00`
    visits.push(
      await colleague.visit({ day: today, time, service: 'Check-up', provider: NELL, patient }),
    )
  }
  return { slug, colleague, day: today, visits }
}

const card = (page: Page, patient: string) =>
  page.getByRole('region', { name: /^Day of / }).getByRole('button', { name: new RegExp(patient) })
const outbox = (page: Page) => page.getByRole('dialog', { name: 'Waiting to be sent' })
const pill = (page: Page) => page.getByRole('button', { name: /What waits to be sent$/ })

/** The app is on this device, and so is the day as it is shown. */
async function kept(page: Page, visits: readonly unknown[]): Promise<void> {
  await expect(page.locator('[id^="visit-"]')).toHaveCount(visits.length)
  const sealed = () =>
    page.evaluate(async () => {
      await navigator.serviceWorker.ready
      if (!navigator.serviceWorker.controller) return 0
      const db = await new Promise<IDBDatabase>((done) => {
        const opening = indexedDB.open('topsmile')
        opening.onsuccess = () => done(opening.result)
      })
      const asked = db.transaction('kept').objectStore('kept').get('agenda')
      await new Promise((done) => {
        asked.onsuccess = done
      })
      db.close()
      return asked.result?.data.byteLength ?? 0
    })
  // A visit of the day is told in some five hundred characters.
  await expect.poll(sealed).toBeGreaterThan(visits.length * 500 + 500)
}

async function act(page: Page, patient: string, action: string): Promise<void> {
  await card(page, patient).click()
  const drawer = page.getByRole('dialog', { name: 'Visit' })
  await drawer.getByRole('button', { name: action, exact: true }).click()
  await drawer.getByRole('button', { name: 'Close' }).click()
}

/** By keyboard, a quarter of an hour with three strokes. */
async function moveBy(page: Page, patient: string, quarters: number): Promise<void> {
  await card(page, patient).focus()
  await page.keyboard.press('m')
  for (let stroke = 0; stroke < Math.abs(quarters) * 3; stroke += 1)
    await page.keyboard.press(quarters > 0 ? 'ArrowDown' : 'ArrowUp')
  await page.keyboard.press('Enter')
}

const happened = async (desk: Desk, { id }: Appointment) =>
  (await desk.appointment(id)).history.map(({ action }) => action)

test('without a network three things are done and kept; then two are done, one is a conflict with alternatives, nothing is lost and nothing doubled', async ({
  page,
  context,
  desk,
  enter,
}) => {
  const { slug, colleague, day, visits } = await office(desk, 'Ada Flint', 'Ben Cole', 'Cleo Hart')
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
  const { slug, colleague, visits } = await office(desk, 'Ada Flint', 'Ben Cole')
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
  const { slug, colleague, visits } = await office(desk, 'Ada Flint')
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
  const { slug, colleague, visits } = await office(desk, 'Ada Flint')
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
  const { slug, colleague, visits } = await office(desk, 'Ada Flint')
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
  const { slug, colleague, visits } = await office(desk, 'Ada Flint', 'Ben Cole', 'Cleo Hart')
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

test('signing out with something unsent asks first, and then nothing remains', async ({
  page,
  desk,
  enter,
}) => {
  const { slug, colleague, visits } = await office(desk, 'Ada Flint')
  const [ada] = visits as [Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  await page.route('**/check-in', (route) => route.abort())
  await act(page, 'Ada Flint', 'Check in')
  await expect(pill(page)).toHaveAccessibleName(/1 waiting/)

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
  const { slug, colleague, visits } = await office(desk, 'Ada Flint')
  const [ada] = visits as [Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  await page.route('**/check-in', (route) => route.abort())
  await act(page, 'Ada Flint', 'Check in')
  await expect(pill(page)).toHaveAccessibleName(/1 waiting/)
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
  await page.getByRole('button', { name: 'Later days' }).click()
  await freeDays(page).last().click()
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
