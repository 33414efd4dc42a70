import { expect, test } from '../support/test'

const CALENDAR = '**/api/scheduling/calendar*'

test('the server is gone: the day says so and offers another try, never an empty day', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(12, 0)
  await enter('brightside')
  await page.route(CALENDAR, (route) => route.abort('connectionrefused'))
  await page.goto(`/staff?day=${day}`)
  const alert = page.getByRole('alert')
  await expect(alert.getByRole('heading', { name: 'We could not reach the clinic' })).toBeVisible()
  await expect(alert).toContainText('This is not an empty day: we could not load it.')
  await expect(page.getByRole('region', { name: /^Day of / })).toHaveCount(0)
  await expect(page.getByText(/\d+ to come/)).toHaveCount(0)

  await page.unroute(CALENDAR)
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('region', { name: /^Day of / })).toBeVisible()
})

test('without a network another day says so, and loads when the network is back', async ({
  page,
  context,
  enter,
  desk,
}) => {
  const day = await (await desk('brightside')).day(12, 2)
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  const board = page.getByRole('region', { name: /^Day of / })
  await expect(board).toBeVisible()
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Next day' }).click()
  await expect(page.getByRole('alert')).toContainText('This is not an empty day')
  await expect(board).toHaveCount(0)
  await context.setOffline(false)
  await expect(board).toBeVisible()
})

test('a day that can no longer be refreshed stays, and says how old it is', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(12, 1)
  const wish = { day, time: '10:00', service: 'Check-up', provider: 'Dr Amelia Hart' }
  const { patient } = await reception.visit(wish)
  await enter('brightside')
  // A socket that leaps forward with the clock comes and goes, and each time the page waits anew to ask.
  await page.routeWebSocket('**/api/realtime**', () => undefined)
  await page.clock.install()
  await page.goto(`/staff?day=${day}`)
  const card = page.getByRole('button', { name: new RegExp(patient.name) })
  await expect(card).toBeVisible()
  await page.route('**/api/**', (route) => route.abort('connectionrefused'))
  await expect(async () => {
    await page.clock.fastForward('01:00')
    await expect(page.getByText(/^Could not refresh\./)).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(card).toBeVisible()
})

test('no times could be loaded: that is not "nothing free"', async ({ page }) => {
  await page.goto('/book/sorriso')
  await page.route('**/api/scheduling/availability*', (route) => route.abort('connectionrefused'))
  await page.getByRole('radio', { name: 'Limpeza e profilaxia' }).click()
  await page.getByRole('radio', { name: 'Qualquer profissional' }).click()
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Isso não quer dizer que não haja vagas.')
  await expect(page.getByRole('group', { name: 'Dia' })).toHaveCount(0)
  await page.unroute('**/api/scheduling/availability*')
  await alert.getByRole('button', { name: 'Tentar de novo' }).click()
  await expect(page.getByRole('group', { name: 'Dia' })).toBeVisible()
})

test('our fault: generic words and the number to quote', async ({ page }) => {
  const request_id = 'e2e-0123456789'
  await page.route('**/api/scheduling/services*', (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      headers: { 'X-Request-ID': request_id },
      json: { status: 500, code: 'internal', detail: 'KeyError in queries.py', request_id },
    }),
  )
  // Not the first step, which the server draws with what it knows itself.
  await page.goto('/book/brightside?with=any')
  const alert = page.getByRole('alert')
  await expect(alert.getByRole('heading')).toHaveText('Something broke on our side')
  await expect(
    alert.getByRole('button', { name: `Request number ${request_id}, Copy` }),
  ).toBeVisible()
  await expect(page.locator('body')).not.toContainText('KeyError')
})

test('a clinic and a page that are not there', async ({ page }) => {
  await page.goto('/book/nowhere-at-all')
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  await page.goto('/no/such/page')
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})

test('a part of the app that cannot be fetched says so, and comes when the network is back', async ({
  page,
  context,
}) => {
  await page.goto('/book/brightside')
  await expect(page.getByRole('radio').first()).toBeVisible()
  await context.setOffline(true)
  await page.getByRole('link', { name: 'TopSmile, home' }).click()
  const alert = page.getByRole('alert')
  await expect(alert.getByRole('heading', { name: 'We could not reach the clinic' })).toBeVisible()
  await context.setOffline(false)
  await alert.getByRole('button', { name: 'Try again' }).click()

  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible()
})
