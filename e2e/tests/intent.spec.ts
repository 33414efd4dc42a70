import type { Page } from '@playwright/test'
import { DESKTOP, expect, test } from '../support/test'

/** What somebody is about to look at is asked for before they do, and once. */

test.use({ viewport: DESKTOP })

/** Everything that the page asks of one address, while it is looked at. */
function askedFor(page: Page, path: string): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (request.method() === 'GET' && pathname === path)
      asked.push(searchParams.get('from') ?? pathname)
  })
  return asked
}

const after = (day: string, days: number) => {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

for (const [how, direction, lean] of [
  ['pointer', 1, (page: Page, name: string) => page.getByRole('button', { name }).hover()],
  ['focus', -1, (page: Page, name: string) => page.getByRole('button', { name }).focus()],
] as const)
  test(`the day that the ${how} comes near is there when it is turned to`, async ({
    page,
    desk,
    enter,
  }) => {
    const day = await (await desk('brightside')).day(22 + direction, 2)
    const next = after(day, direction)
    const name = direction === 1 ? 'Next day' : 'Previous day'
    await enter('brightside')
    await page.goto(`/staff?day=${day}`)
    await expect(page.getByRole('button', { name })).toBeVisible()
    const asked = askedFor(page, '/api/scheduling/calendar')

    const answered = page.waitForResponse((response) => response.url().includes(`from=${next}`))
    await lean(page, name)
    await answered
    expect(asked.filter((from) => from === next)).toHaveLength(1)
    const title = page.getByRole('heading', { level: 1 })
    const before = (await title.textContent()) ?? ''
    await page.getByRole('button', { name }).click()
    await expect(title).not.toHaveText(before)
    await expect(
      page.getByRole('region', { name: (await title.textContent()) ?? '' }),
    ).toBeVisible()
    expect(asked.filter((from) => from === next)).toHaveLength(1)
  })

test('a patient who is pointed at is there when they are opened', async ({ page, desk, enter }) => {
  const reception = await desk('brightside')
  const { id, name } = await reception.patient('Imogen Pointed-At')
  await enter('brightside')
  await page.goto('/staff/patients?q=Imogen%20Pointed')
  const row = page.getByRole('button', { name: new RegExp(name) }).first()
  await expect(row).toBeVisible()
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname === '/api/scheduling/appointments')
      asked.push(searchParams.get('patient_id') ?? '')
  })
  const answered = page.waitForResponse((response) => response.url().includes(id))
  await row.hover()
  await answered
  await row.click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  expect(asked.filter((each) => each === id)).toHaveLength(1)
})
