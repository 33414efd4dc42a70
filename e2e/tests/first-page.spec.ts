import type { Page } from '@playwright/test'
import { otherSite } from '../support/other-site'
import { choose, expect, PHONE, test } from '../support/test'

/** The booking page before its code has come: drawn by the server, in the clinic's own words. */

test.use({ viewport: PHONE })

const APP = /\/assets\/index-[^/]*\.js$/
const services = (page: Page) => page.locator('main label')
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

/** What the app's code waits for when it runs already. */
const SHEETS = /\/assets\/[^/]*\.css$/

/** The code, or something that it needs, stays on its way until it is let go. */
async function hold(page: Page, what = APP): Promise<() => void> {
  let go = () => {}
  const gone = new Promise<void>((resolve) => {
    go = resolve
  })
  await page.route(what, async (route) => {
    await gone
    await route.continue()
  })
  return go
}

/** Nothing of the app is on the page yet, or all of it. */
const alive = (page: Page) =>
  page.evaluate(() =>
    Object.keys(document.getElementById('root') ?? {}).some((key) => key.startsWith('__react')),
  )

for (const [slug, words, first] of [
  ['sorriso', 'Do que você precisa?', 'Consulta de avaliação'],
  ['brightside', 'What do you need?', 'White filling'],
] as const)
  test(`what is drawn for ${slug} is what the app says, and nothing moves when it comes`, async ({
    page,
  }) => {
    const go = await hold(page)
    await page.goto(`/book/${slug}`, { waitUntil: 'commit' })
    await expect(heading(page, words)).toBeVisible()
    await expect(services(page).filter({ hasText: first }).first()).toBeVisible()
    expect(await alive(page)).toBe(false)
    const drawn = await services(page).allInnerTexts()
    const places = async () =>
      services(page).evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top))
    await page.evaluate(() => document.fonts.ready)
    const before = await places()
    const title = await page.title()

    go()
    await expect.poll(() => alive(page)).toBe(true)
    await expect(services(page).first()).toBeVisible()
    expect(await services(page).allInnerTexts()).toEqual(drawn)
    expect(await places()).toEqual(before)
    expect(await page.title()).toBe(title)
  })

test('who chooses before the app has come has chosen', async ({ page }) => {
  const go = await hold(page)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  await choose(page, 'Consulta de avaliação')
  expect(await alive(page)).toBe(false)
  go()
  await expect(heading(page, 'Com quem você quer se consultar?')).toBeVisible()
  await page.goBack()
  await expect(heading(page, 'Do que você precisa?')).toBeVisible()
})

test('who chooses while the app gets ready has chosen', async ({ page }) => {
  const go = await hold(page, SHEETS)
  const running = page.waitForResponse(APP)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  await (await running).finished()
  await page.waitForFunction(() => !document.getElementById('topsmile-app'))
  await choose(page, 'Consulta de avaliação')
  expect(await alive(page)).toBe(false)
  go()
  await expect(heading(page, 'Com quem você quer se consultar?')).toBeVisible()
})

test('a finger that is down when the app comes chooses when it is up', async ({ page }) => {
  const go = await hold(page)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  await services(page).first().hover()
  await page.mouse.down()
  expect(await alive(page)).toBe(false)
  go()
  await expect.poll(() => alive(page)).toBe(true)
  await expect(heading(page, 'Do que você precisa?')).toBeVisible()
  await page.mouse.up()
  await expect(heading(page, 'Com quem você quer se consultar?')).toBeVisible()
  await page.goBack()
  await expect(heading(page, 'Do que você precisa?')).toBeVisible()
})

test('a finger that goes away from what it pressed chooses nothing', async ({ page }) => {
  const go = await hold(page)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  await services(page).first().hover()
  await page.mouse.down()
  go()
  await expect.poll(() => alive(page)).toBe(true)
  await heading(page, 'Do que você precisa?').hover()
  await page.mouse.up()
  await expect(page.locator('main input:checked')).toHaveCount(0)
  await choose(page, 'Consulta de avaliação')
  await expect(heading(page, 'Com quem você quer se consultar?')).toBeVisible()
})

test('what a screen reader marks before the app has come is marked', async ({ page }) => {
  const go = await hold(page)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  const first = page.locator('main input').first()
  await first.evaluate((input) => (input as HTMLInputElement).click())
  expect(await alive(page)).toBe(false)
  go()
  await page.getByRole('button', { name: 'Continuar' }).click()
  await expect(heading(page, 'Com quem você quer se consultar?')).toBeVisible()
})

test('keys keep their place when the app comes', async ({ page }) => {
  const go = await hold(page)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  const first = page.locator('main input').first()
  await expect(first).toBeAttached()
  for (let tabs = 0; tabs < 12; tabs += 1) {
    await page.keyboard.press('Tab')
    if (await first.evaluate((input) => input === document.activeElement)) break
  }
  await page.keyboard.press(' ')
  expect(await alive(page)).toBe(false)
  go()
  await expect.poll(() => alive(page)).toBe(true)
  await expect(first).toBeFocused()
  await expect(heading(page, 'Do que você precisa?')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Com quem você quer se consultar?')).toBeVisible()
})

test('keys that choose before the app has come have chosen', async ({ page }) => {
  const go = await hold(page, SHEETS)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  await page.waitForFunction(() => !document.getElementById('topsmile-app'))
  const first = page.locator('main input').first()
  const service = await first.inputValue()
  await first.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('main input').nth(1)).toBeChecked()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  expect(await alive(page)).toBe(false)
  go()
  await expect(heading(page, 'Com quem você quer se consultar?')).toBeFocused()
  expect(new URL(page.url()).searchParams.get('service')).toContain(service)
})

test('within a clinic’s own site, too, what was chosen is chosen', async ({ page, origin }) => {
  const site = await otherSite(
    `<iframe src="${origin}/book/sorriso" title="Agendar" style="width:100%;height:700px"></iframe>`,
  )
  try {
    const go = await hold(page)
    await page.goto(site.address, { waitUntil: 'commit' })
    const frame = page.frameLocator('iframe')
    const second = frame.locator('main input').nth(1)
    const service = await second.inputValue()
    await frame.locator('main label').nth(1).click()
    go()
    await expect(
      frame.getByRole('heading', { level: 1, name: 'Com quem você quer se consultar?' }),
    ).toBeVisible()
    const framed = page.frames().find((each) => each.url().startsWith(origin))
    expect(new URL(framed?.url() ?? '').searchParams.get('service')).toContain(service)
  } finally {
    await site.close()
  }
})

test('a tap on nothing takes back no choice', async ({ page }) => {
  const go = await hold(page)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  await choose(page, 'Consulta de avaliação')
  await heading(page, 'Do que você precisa?').click()
  go()
  await expect(heading(page, 'Com quem você quer se consultar?')).toBeVisible()
})

test('where the keys have come while the app gets ready, they are', async ({ page }) => {
  const go = await hold(page, SHEETS)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  await page.waitForFunction(() => !document.getElementById('topsmile-app'))
  await page.locator('main input').first().focus()
  await page.keyboard.press('ArrowDown')
  go()
  await expect.poll(() => alive(page)).toBe(true)
  await expect(page.locator('main input').nth(1)).toBeFocused()
  await expect(page.locator('main input').nth(1)).toBeChecked()
  await page.keyboard.press('Shift+Tab')
  await expect(page.locator('main input:focus')).toHaveCount(0)
})

test('who asked for another language is never shown the clinic’s', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('topsmile.language', 'en'))
  const go = await hold(page)
  await page.goto('/book/sorriso', { waitUntil: 'commit' })
  await expect(services(page).first()).toBeAttached()
  await expect(heading(page, 'Do que você precisa?')).toBeHidden()
  go()
  await expect(heading(page, 'What do you need?')).toBeVisible()
})

for (const path of ['/book/brightside', '/login', '/clinic/brightside'])
  test(`what all styles are laid upon comes first: ${path}`, async ({ page }) => {
    await page.goto(path)
    const sheets = page.locator('link[rel="stylesheet"]')
    await expect(sheets.first()).toHaveAttribute('href', /\/assets\/index-/)
    const skip = page.getByRole('link', { name: 'Skip to content' })
    await skip.focus()
    await expect(skip).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)')
  })
