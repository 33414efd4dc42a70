import type { BrowserContext, Page, Route } from '@playwright/test'
import { expect, fresh, signIn, test } from '../support/test'

const board = (page: Page) => page.getByRole('region', { name: /^Day of / })

/** How often this browser asks for new tokens, and how often it was told to. */
function counting(context: BrowserContext) {
  const count = { refreshes: 0, refused: 0 }
  context.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname === '/api/auth/refresh') count.refreshes += 1
    else if (response.status() === 401) count.refused += 1
  })
  return count
}

test('a wrong password is a sentence that tells nobody who is known', async ({ page }) => {
  await page.goto('/login')
  const words = []
  for (const email of [`${fresh('nobody')}@example.com`, 'dentist@sorriso.demo']) {
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    const answer = page.waitForResponse('**/api/auth/login')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    expect((await answer).status()).toBe(401)
    words.push(await page.getByRole('alert').textContent())
  }
  expect(words[0]).toContain('The e-mail address or the password is not right.')
  expect(words[1]).toBe(words[0])
  await expect(page).toHaveURL(/\/login$/)
})

test('staff come to the day, patients to their visits, and neither to the other side', async ({
  page,
  context,
}) => {
  await page.goto('/login')
  await signIn(page, 'patient@brightside.demo')
  await expect(page).toHaveURL(/\/portal$/)
  await page.goto('/staff')
  await expect(page).toHaveURL(/\/portal$/)
  await context.clearCookies()
  await page.goto('/login')
  await signIn(page, 'dentist@brightside.demo')
  await expect(page).toHaveURL(/\/staff$/)
  await page.goto('/portal')
  await expect(page).toHaveURL(/\/staff$/)
})

test('who must sign in comes back to where they were going', async ({ page, desk }) => {
  const day = await (await desk('brightside')).day(11, 0)
  await page.goto(`/staff?day=${day}`)
  await expect(page).toHaveURL(/\/login\?next=/)
  await signIn(page, 'reception@brightside.demo')
  await expect(page).toHaveURL(new RegExp(`/staff\\?day=.*${day}`))
  await expect(board(page)).toBeVisible()
})

test('a session that ends in the middle of a form: the words are there again', async ({
  page,
  context,
  enter,
  desk,
}) => {
  const day = await (await desk('brightside')).day(19, 4)
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  const write = page.getByRole('dialog', { name: 'Book for a patient' })
  const open = () => page.getByRole('button', { name: 'New visit' }).click()
  await open()
  await write.getByLabel(/^Notes/).fill('Afraid of needles; call before')
  await context.clearCookies()
  await page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  )
  await expect(page).toHaveURL(/\/login\?next=/, { timeout: 30_000 })
  await expect(page.getByText('What you were writing is kept')).toBeVisible()
  await signIn(page, 'reception@brightside.demo')
  await expect(board(page)).toBeVisible()
  await open()

  await expect(write.getByLabel(/^Notes/)).toHaveValue('Afraid of needles; call before')
  await expect(page.getByText('What you had written is back.')).toBeVisible()
})

test('the access token is gone: the day still loads, with one refresh', async ({
  page,
  context,
  enter,
  desk,
}) => {
  await enter('brightside')
  const day = await (await desk('brightside')).day(11, 1)
  const count = counting(context)
  await context.clearCookies({ name: 'topsmile_access' })
  await page.goto(`/staff?day=${day}`)
  await expect(board(page)).toBeVisible()
  expect(count).toEqual({ refreshes: 1, refused: 1 })
})

test('many requests refused at once: one refresh, and each is asked again', async ({
  page,
  context,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(11, 2)
  const wish = { day, time: '10:00', service: 'Check-up', provider: 'Dr Amelia Hart' }
  const visit = await reception.visit(wish)
  await enter('brightside')
  // The clock that jumps would have the socket come again, and its handshake refresh first.
  await page.routeWebSocket('**/api/realtime**', () => undefined)
  await page.clock.install()
  await page.goto(`/staff?day=${day}&visit=${visit.id}`)
  await expect(page.getByRole('dialog').getByText('Messages')).toBeVisible()
  const polled = page.waitForResponse('**/api/scheduling/calendar*')
  await page.clock.fastForward('02:00')
  await polled
  const count = counting(context)
  await context.clearCookies({ name: 'topsmile_access' })
  // Whoever comes back to the tab asks for all that has grown old, in the same moment.
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
  await expect.poll(() => count.refused).toBeGreaterThanOrEqual(2)
  await expect.poll(() => count.refreshes).toBe(1)
  await page.getByRole('button', { name: 'Check in' }).click()
  await expect(page.getByRole('dialog').getByText('Arrived').first()).toBeVisible()
  expect(count.refreshes).toBe(1)
})

test('ten requests refused at the same moment: one refresh, and ten answers', async ({
  page,
  context,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(11, 5)
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  await expect(board(page)).toBeVisible()
  const count = counting(context)
  const answered: number[] = []
  page.on('response', (response) => {
    if (new URL(response.url()).pathname === '/api/scheduling/calendar')
      answered.push(response.status())
  })
  await context.clearCookies({ name: 'topsmile_access' })
  // Nine days ahead are passed by; each has been asked for, and no question has left yet.
  const held = new Map<string, Route>()
  let open = false
  await page.route('**/api/scheduling/calendar**', async (route) => {
    if (open) await route.continue()
    else held.set(route.request().url(), route)
  })
  for (let press = 1; press <= 10; press += 1) {
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => held.size).toBeGreaterThanOrEqual(press)
  }
  open = true
  await Promise.all([...held.values()].map((route) => route.continue()))
  await expect.poll(() => answered.filter((status) => status === 200).length).toBeGreaterThan(9)
  expect(answered.filter((status) => status === 401).length).toBeGreaterThan(9)
  expect(count.refreshes).toBe(1)
})

test('two tabs whose token ran out: one refresh for both', async ({
  page,
  context,
  enter,
  desk,
}) => {
  await enter('brightside')
  const day = await (await desk('brightside')).day(11, 3)
  const other = await context.newPage()
  const count = counting(context)
  await context.clearCookies({ name: 'topsmile_access' })
  await Promise.all([page.goto(`/staff?day=${day}`), other.goto(`/staff?day=${day}`)])
  await expect(board(page)).toBeVisible()
  await expect(board(other)).toBeVisible()
  expect(count.refreshes).toBe(1)
})

test('signing out clears everything, in the other tab too, and Back shows no patient', async ({
  page,
  context,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(11, 4)
  const wish = { day, time: '10:00', service: 'Check-up', provider: 'Dr Amelia Hart' }
  const { patient } = await reception.visit({ ...wish, patient: fresh('Secret Person ') })
  await enter('brightside')
  const other = await context.newPage()
  for (const tab of [page, other]) {
    await tab.goto(`/staff?day=${day}`)
    await expect(tab.getByRole('button', { name: new RegExp(patient.name) })).toBeVisible()
  }
  await page.getByRole('button', { name: 'Account menu of Ellie Brooks' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()

  await expect(page).toHaveURL(/\/login/)
  await expect(other).toHaveURL(/\/login/, { timeout: 30_000 })
  await expect(other.getByText(patient.name)).toHaveCount(0)
  // What stays knows the device, not the person: it keeps strangers from locking its owner out.
  expect((await context.cookies()).map(({ name }) => name)).toEqual(['topsmile_device'])
  await page.goBack()
  await expect(page).toHaveURL(/\/login/)
  await expect(page.getByText(patient.name)).toHaveCount(0)
  const kept = await page.evaluate(async () => ({
    local: JSON.stringify(localStorage) + JSON.stringify(sessionStorage),
    caches: await caches.keys(),
  }))
  expect(kept.local).not.toContain(patient.name)
  // An empty database may stay: that it is empty, record by record, is offline.spec's.
  expect(kept).toMatchObject({ caches: [] })
  expect((await context.request.get('/api/auth/me')).status()).toBe(401)
})
