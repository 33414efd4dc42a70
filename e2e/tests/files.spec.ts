import type { APIRequestContext, Browser, CDPSession, Page } from '@playwright/test'
import { Cable } from '../support/cable'
import { chooseFiles, tile } from '../support/files'
import { inspect, looks } from '../support/look'
import { noise } from '../support/pictures'
import { type Desk, expect, fresh, PASSWORD, type Schema, test } from '../support/test'

type File = Schema['File']

/** A patient with an account and a session in a browser of their own. */
async function patientOf(browser: Browser, origin: string) {
  const context = await browser.newContext({ baseURL: origin })
  const answer = await context.request.post('/api/auth/register', {
    data: {
      name: 'Nora Finch',
      email: `${fresh('nora')}@example.com`,
      password: PASSWORD,
      clinic: 'brightside',
      locale: 'en-GB',
    },
    headers: { Origin: origin },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  const { user }: { user: Schema['User'] } = await answer.json()
  return { context, page: await context.newPage(), id: user.patient_id ?? '' }
}

const filesOf = async (desk: Desk, patient_id: string) =>
  (await desk.get<{ items: File[] }>('/api/files', { patient_id })).items

/** As a person drags it out of a folder and lets go. */
async function drop(page: Page, { name, mimeType, buffer }: ReturnType<typeof noise>) {
  const data = await page.evaluateHandle(
    async ([url, name, type]) => {
      const bytes = Uint8Array.from(atob(url ?? ''), (letter) => letter.charCodeAt(0))
      const carried = new DataTransfer()
      carried.items.add(new File([bytes], name ?? '', { type: type ?? '' }))
      return carried
    },
    [buffer.toString('base64'), name, mimeType],
  )
  const zone = page.getByText('Drop files here')
  for (const event of ['dragenter', 'dragover', 'drop'])
    await zone.dispatchEvent(event, { dataTransfer: data })
}

const line = (cdp: CDPSession, more: { uploadThroughput?: number }) =>
  cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
    ...more,
  })

const row = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Being sent' }).getByRole('listitem', { name })

test('by drag and drop and by the dialog, with progress, through cuts: exactly one file each', async ({
  browser,
  origin,
  desk,
}) => {
  const reception = await desk('brightside')
  const patient = await reception.patient(fresh('Finch'))
  const cable = await Cable.lay()
  const context = await browser.newContext({ baseURL: origin, proxy: cable.proxy })
  const who = { email: 'reception@brightside.demo', password: PASSWORD, clinic: 'brightside' }
  await context.request.post('/api/auth/login', { data: who, headers: { Origin: origin } })
  const page = await context.newPage()
  // The wait before another try is the longest that it may be: half as long, it may go unseen.
  await page.addInitScript(() => {
    Math.random = () => 0.99
  })
  await page.goto(`/staff/patients/${patient.id}?show=files`)
  await expect(page.getByText('No files yet.')).toBeVisible()

  cable.cut('midway')
  await drop(page, noise('dropped.png'))
  await expect(row(page, 'dropped.png')).toContainText('The connection was cut')
  await expect(row(page, 'dropped.png')).toContainText('Done')
  await expect(tile(page, 'dropped.png')).toBeVisible()

  // The server has the whole file and says so; nobody hears it, and it is sent once more.
  cable.cut('answer')
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  await line(cdp, { uploadThroughput: 250_000 })
  await chooseFiles(page, noise('chosen.png', 800, 600))
  const chosen = row(page, 'chosen.png')
  const bar = chosen.getByRole('progressbar')
  await expect(bar).toBeVisible()
  const share = async () => Number(await bar.getAttribute('aria-valuenow').catch(() => 0))
  await expect.poll(share).toBeGreaterThan(5)
  expect(await share()).toBeLessThan(100)
  await expect(chosen).toContainText('The connection was cut', { timeout: 30_000 })
  await line(cdp, {})
  await expect(chosen).toContainText('Done', { timeout: 30_000 })
  await expect(tile(page, 'chosen.png')).toBeVisible()
  await context.close()
  await cable.close()

  const kept = await filesOf(reception, patient.id)
  expect(kept.map(({ name }) => name).sort()).toEqual(['chosen.png', 'dropped.png'])
  expect(kept.map(({ status, versions }) => `${status} ${versions}`)).toEqual([
    'ready 1',
    'ready 1',
  ])
})

test('paused, continued, cancelled; what cannot be taken is refused before a byte leaves', async ({
  page,
  context,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const patient = await reception.patient(fresh('Slow'))
  await enter('brightside')
  await page.goto(`/staff/patients/${patient.id}?show=files`)
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/api/upload')) sent.push(request.method())
  })
  const program = { name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.of(1) }
  await chooseFiles(page, program)
  await expect(row(page, 'setup.exe')).toContainText('This type of file is not taken')
  expect(sent).toEqual([])

  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  await line(cdp, { uploadThroughput: 100_000 })
  await chooseFiles(page, noise('paused.png', 600, 400), noise('unwanted.png', 600, 400))
  await page.getByRole('button', { name: 'Pause: paused.png' }).click()
  await expect(row(page, 'paused.png')).toContainText('it starts from the beginning')
  await page.getByRole('button', { name: 'Cancel: unwanted.png' }).click()
  await expect(row(page, 'unwanted.png')).toBeHidden()
  await line(cdp, {})
  await page.getByRole('button', { name: 'Continue from the beginning: paused.png' }).click()
  await expect(tile(page, 'paused.png')).toBeVisible({ timeout: 30_000 })

  const kept = await filesOf(reception, patient.id)
  expect(kept.map(({ name }) => name)).toEqual(['paused.png'])
})

test('staff share it, the patient sees it; another clinic finds none of its addresses', async ({
  page,
  browser,
  origin,
  enter,
  desk,
  playwright,
}) => {
  const reception = await desk('brightside')
  const stranger = await desk('sorriso', 'admin')
  const patient = await patientOf(browser, origin)
  await patient.page.goto('/portal/files')
  await expect(patient.page.getByText(/^No files yet\./)).toBeVisible()
  await enter('brightside')
  await page.goto(`/staff/patients/${patient.id}?show=files`)
  await chooseFiles(page, noise('bitewing.png'))
  await expect(tile(page, 'bitewing.png, X-ray')).toBeVisible()
  await expect(tile(patient.page, 'bitewing.png')).toBeHidden()

  await page.getByRole('button', { name: 'What to do with bitewing.png' }).click()
  await page.getByRole('menuitem', { name: 'Share with the patient' }).click()
  await expect(tile(page, 'bitewing.png, X-ray, Shared')).toBeVisible()
  await expect(tile(patient.page, 'bitewing.png')).toBeVisible({ timeout: 30_000 })
  await tile(patient.page, 'bitewing.png').click()
  const shown = patient.page.getByRole('dialog', { name: 'File' }).getByAltText('bitewing.png')
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(400)
  await patient.context.close()

  const [file] = await filesOf(reception, patient.id)
  if (!file) throw new Error('There is no file.')
  const { url: link } = await reception.post<Schema['Link']>(`/api/files/${file.id}/link`)
  await noneFor(stranger.api, file, link, origin)
  const nobody = await playwright.request.newContext({ baseURL: origin })
  expect((await nobody.get(link)).status()).toBe(200)
  expect((await nobody.get(`${link}x`)).status()).toBe(404)
  expect((await nobody.get(file.url)).status()).toBe(401)
  await nobody.dispose()
})

/** Every address of a file answers this session as if there were none. */
async function noneFor(api: APIRequestContext, file: File, link: string, origin: string) {
  const at = `/api/files/${file.id}`
  const reads = [at, file.url, `${file.url}?inline=true`, `${at}/versions`, link]
  for (const address of [...reads, file.thumbnail_url ?? '', file.preview_url ?? ''])
    expect((await api.get(address)).status(), `GET ${address}`).toBe(404)
  const headers = { Origin: origin }
  const writes = [
    ['PATCH', at, { shared: true }],
    ['DELETE', at, undefined],
    ['POST', `${at}/restore`, undefined],
    ['POST', `${at}/link`, undefined],
  ] as const
  for (const [method, address, data] of writes) {
    const answer = await api.fetch(address, { method, headers, ...(data ? { data } : {}) })
    expect(answer.status(), `${method} ${address}`).toBe(404)
  }
}

test('a patient sends a picture to a visit of their own, and the visit shows it to the staff', async ({
  page,
  browser,
  origin,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const patient = await patientOf(browser, origin)
  const visit = await reception.visit({
    day: await reception.day(12, 2),
    time: '09:00',
    service: 'Hygiene visit',
    provider: 'Grace Okafor',
    patient: { id: patient.id },
  })
  await patient.page.goto('/portal/files')
  await patient.page.getByRole('combobox', { name: 'Belongs to the visit' }).click()
  await patient.page.getByRole('option', { name: /Hygiene visit$/ }).click()
  await chooseFiles(patient.page, noise('insurance card.png'))
  await expect(tile(patient.page, 'insurance card.png, Insurance card')).toBeVisible()
  await inspect(patient.page, 'files-portal', Object.values(looks))
  await patient.context.close()

  await enter('brightside')
  await page.goto(`/staff?day=${visit.starts_local.slice(0, 10)}&visit=${visit.id}`)
  const drawer = page.getByRole('dialog', { name: 'Visit' })
  await expect(drawer.getByRole('button', { name: /^insurance card\.png/ })).toBeVisible()
  await inspect(page, 'files-visit', [looks.phoneLight, looks.desktopDark])
})
