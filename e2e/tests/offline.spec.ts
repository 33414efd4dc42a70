import type { Page } from '@playwright/test'
import { Cable } from '../support/cable'
import { expect, PHONE, picture, test } from '../support/test'

test.use({ serviceWorkers: 'allow' })

/** The app is on the device, and answers for the pages of this browser. */
async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller)
      await new Promise((done) =>
        navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
      )
  })
}

test('the app can be installed: a manifest, its icons, and a worker that answers', async ({
  page,
  enter,
}) => {
  await enter('brightside')
  await page.goto('/staff')
  const address = await page.locator('link[rel=manifest]').getAttribute('href')
  const manifest = await (await page.request.get(address ?? '')).json()
  expect(manifest).toMatchObject({ name: 'TopSmile', start_url: '/login', display: 'standalone' })
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await page.request.get(src)
    expect(answer.headers()['content-type']).toBe(type)
    const size = await page.evaluate(async (url) => {
      const picture = new Image()
      picture.src = url
      await picture.decode()
      return `${picture.naturalWidth}x${picture.naturalHeight}`
    }, src)
    expect(size).toBe(sizes)
  }
  expect(manifest.icons.map((icon: { purpose?: string }) => icon.purpose)).toContain('maskable')
  await installed(page)
  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const requests = names.map(async (name) => (await caches.open(name)).keys())
    return (await Promise.all(requests)).flat().map(({ url }) => new URL(url).pathname)
  })
  expect(kept).toContain('/index.html')
  expect(kept.filter((path) => path.startsWith('/api'))).toEqual([])
})

test('a page in a clinic’s own site keeps nothing, and whoever only books neither', async ({
  page,
}) => {
  await page.goto('/book/brightside')
  await expect(page.getByRole('heading').first()).toBeVisible()

  expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([])
})

test('a new version says so, and waits for whoever is writing', async ({
  browser,
  origin,
  desk,
}) => {
  const cable = await Cable.lay()
  const context = await browser.newContext({
    baseURL: origin,
    proxy: cable.proxy,
    serviceWorkers: 'allow',
  })
  const { cookies } = await (await desk('brightside')).api.storageState()
  await context.addCookies(cookies)
  const page = await context.newPage()
  await page.goto('/staff')
  await installed(page)
  const other = await context.newPage()
  await other.goto('/staff')
  await other.getByRole('button', { name: 'New visit' }).click()
  await page.getByRole('button', { name: 'New visit' }).click()
  await page.getByLabel(/Notes/).fill('Asked for the morning')
  await expect(page.getByText('A new version is ready.')).toHaveCount(0)

  cable.renew('/sw.js')
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
  await expect(page.getByText('A new version is ready.')).toBeVisible()
  await picture(page, 'new-version')
  await page.setViewportSize(PHONE)
  await picture(page, 'new-version-phone')
  await page.getByRole('button', { name: 'Reload', exact: true }).click()
  await expect(page.getByText('What you have written here is not saved yet.')).toBeVisible()
  await expect(page.getByLabel(/Notes/)).toHaveValue('Asked for the morning')
  const loaded = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Reload anyway' }).click()
  await loaded

  await expect(page.getByText('A new version is ready.')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'New visit' })).toBeVisible()
  // Nobody asked for it in the other tab, which still has what was open in it.
  await expect(other.getByRole('dialog')).toBeVisible()
  await context.close()
  await cable.close()
})
