import type { Page } from '@playwright/test'
import { Cable } from '../support/cable'
import { expect, PASSWORD, PHONE, picture, type Schema, test } from '../support/test'
import { keptAgenda } from '../support/unsent'

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

/** Everything that this browser keeps for us, as one text. */
const remains = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const found: unknown[] = [{ ...localStorage }, { ...sessionStorage }, location.href]
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) {
        const { pathname } = new URL(request.url)
        found.push(request.url)
        // What the build made is the same for everybody.
        if (pathname.startsWith('/assets/')) continue
        found.push(await (await caches.match(request))?.text())
      }
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((done, fail) => {
        const opening = indexedDB.open(name)
        opening.onsuccess = () => done(opening.result)
        opening.onerror = () => fail(opening.error)
      })
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store).getAll()
        await new Promise((done) => {
          all.onsuccess = done
        })
        // Of what is sealed every byte, so that nothing readable is overlooked.
        for (const record of all.result) {
          found.push('a record', record)
          if (record.data) found.push(new TextDecoder('latin1').decode(record.data))
        }
      }
      db.close()
    }
    return JSON.stringify(found)
  })

test('today is readable without a network after a reload, for staff and for patients', async ({
  page,
  context,
  browser,
  origin,
  enter,
}) => {
  await enter('brightside')
  await page.goto('/staff')
  const cards = page.locator('[id^="visit-"]')
  await expect(cards.first()).toBeVisible()
  const names = await cards.allTextContents()
  await installed(page)
  await keptAgenda(page, names.length)
  await context.setOffline(true)
  await page.reload()
  await expect(cards).toHaveCount(names.length)
  expect(await cards.allTextContents()).toEqual(names)
  await expect(page.getByText('Offline').last()).toBeVisible()
  await picture(page, 'offline-staff')

  const theirs = await browser.newContext({
    baseURL: origin,
    viewport: PHONE,
    serviceWorkers: 'allow',
  })
  const data = { email: 'patient@brightside.demo', password: PASSWORD, clinic: 'brightside' }
  await theirs.request.post('/api/auth/login', { data, headers: { Origin: origin } })
  const phone = await theirs.newPage()
  await phone.goto('/portal')
  const next = phone.getByRole('region', { name: 'Your next visit' })
  await expect(next).toBeVisible()
  const told = await next.textContent()
  await installed(phone)
  await keptAgenda(phone, 1)
  await theirs.setOffline(true)
  await phone.reload()
  await expect(next).toBeVisible()
  expect(await next.textContent()).toBe(told)
  await expect(phone.getByText('We cannot reach the clinic.')).toBeVisible()
  await picture(phone, 'offline-portal')
  await theirs.close()
})

test('after signing out nothing of a patient remains: no store, no back button, no other tab', async ({
  page,
  context,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const { items } = await reception.get<{ items: Schema['Patient'][] }>('/api/patients')
  const secrets = items.flatMap(({ id, name, email }) => [id, name, ...(email ? [email] : [])])
  expect(secrets.length).toBeGreaterThan(40)
  await enter('brightside')
  await page.goto('/staff')
  await expect(page.locator('[id^="visit-"]').first()).toBeVisible()
  await installed(page)
  await page.locator('[id^="visit-"]').first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.goto(`/staff/patients?q=${encodeURIComponent(items[0]?.name ?? '')}`)
  await expect(page.getByText(items[0]?.email ?? '').first()).toBeVisible()
  const other = await context.newPage()
  await other.goto('/staff')
  await expect(other.locator('[id^="visit-"]').first()).toBeVisible()
  // While signed in there is something, and not even then in the open.
  await expect.poll(() => remains(other)).toContain('a record')
  const readable = (text: string) => secrets.filter((secret) => text.includes(secret))
  expect(readable(await remains(other))).toEqual([])

  await page.getByRole('button', { name: 'Account menu of Ellie Brooks' }).click()
  const began = Date.now()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(other).toHaveURL(/\/login$/)
  test.info().annotations.push({ type: 'other tab', description: `${Date.now() - began} ms` })
  await expect(page).toHaveURL(/\/login$/)

  for (const tab of [page, other]) {
    await expect(tab.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
    const left = await remains(tab)
    expect(readable(left)).toEqual([])
    expect(left).not.toContain('a record')
    await tab.goBack()
    await expect(tab.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
    await expect(tab).toHaveURL(/\/login$/)
    expect(readable((await tab.content()) + (await remains(tab)))).toEqual([])
  }
})
