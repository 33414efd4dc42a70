import { expect, type Locator, type Page } from '@playwright/test'
import { Desk, type OwnSlug, PASSWORD, type Slug } from './desk'
import { test as atSystem } from './system'

export { expect } from '@playwright/test'
export * from './desk'

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1440, height: 900 }

/** For what a worker does: it shares the machine with two browsers. */
export const DELIVERED = { timeout: 30_000 }

type OpenDesk = (slug: Slug | OwnSlug, who?: string) => Promise<Desk>
type Fixtures = { enter: (slug: Slug | OwnSlug, who?: string) => Promise<void>; calm: undefined }
type Shared = { origin: string; desk: OpenDesk }

let ours = ''

/** The folder of this worker's system. */
export const home = () => ours

export const test = atSystem.extend<Fixtures, Shared>({
  origin: [
    async ({ system }, use) => {
      ours = system.home
      await use(system.origin)
    },
    { scope: 'worker' },
  ],

  baseURL: ({ origin }, use) => use(origin),

  /** Someone of a clinic by the API; reception unless somebody else is named. */
  desk: [
    async ({ playwright, origin }, use) => {
      const open = new Map<string, Promise<Desk>>()
      await use((slug, who = 'reception') => {
        const name = `${who}@${slug}`
        const desk = open.get(name) ?? Desk.open(playwright.request, origin, slug, who)
        open.set(name, desk)
        return desk
      })
      for (const desk of open.values()) await (await desk).api.dispose()
    },
    { scope: 'worker' },
  ],

  /** Signs this browser in without the form, for tests about something else. */
  enter: async ({ context, origin }, use) => {
    await use(async (slug, who = 'reception') => {
      const data = { email: `${who}@${slug}.demo`, password: PASSWORD, clinic: slug }
      const headers = { Origin: origin }
      const answer = await context.request.post('/api/auth/login', { data, headers })
      if (!answer.ok()) throw new Error(`Sign-in: ${answer.status()} ${await answer.text()}`)
    })
  },

  /** No page may break, whatever else is tested; and the times that were kept are given back. */
  calm: [
    async ({ context, origin }, use) => {
      const broken: string[] = []
      const holds: Promise<string | null>[] = []
      context.on('weberror', (error) => broken.push(String(error.error())))
      context.on('console', (message) => {
        if (/content security policy/i.test(message.text())) broken.push(message.text())
      })
      context.on('response', (response) => {
        const { pathname } = new URL(response.url())
        if (pathname !== '/api/scheduling/holds' || response.status() !== 201) return
        holds.push(
          response.json().then(
            ({ id }) => `${pathname}/${id}${new URL(response.url()).search}`,
            () => null,
          ),
        )
      })
      await use(undefined)
      for (const path of await Promise.all(holds))
        if (path) await context.request.delete(path, { headers: { Origin: origin } })
      if (broken.length > 0) throw new Error(`The page broke: ${broken.join('\n')}`)
    },
    { auto: true },
  ],
})

/** A picture of the page for the report folder, beside what the report attaches. */
export async function picture(page: Page, name: string): Promise<void> {
  const path = `artifacts/screens/${name}.png`
  await page.screenshot({ path, animations: 'disabled' })
  await test.info().attach(name, { path, contentType: 'image/png' })
}

/** A radio whose picture is its label. */
export const choose = (scope: Page | Locator, name: string | RegExp) =>
  scope.getByRole('radio', { name }).first().click()

/** Days of the strip on which something is free. */
export const freeDays = (page: Page) =>
  page.getByRole('group', { name: /^(Dia|Day)$/ }).getByRole('radio', {
    name: /\d+ (horários?|times?)$/,
  })

/** Turns to a day of the strip. It is marked at the touch; its times, which say the day, follow. */
export async function showDay(day: Locator): Promise<void> {
  const said = (await day.getAttribute('aria-label')) ?? ''
  const legend = new RegExp(
    `^(Horários de|Times on) ${said.slice(0, said.lastIndexOf(', '))}$`,
    'i',
  )
  await day.click()
  await expect(day.page().getByRole('group', { name: legend })).toBeVisible()
}

/** The strip begins with the demo's busy days; these are after them. */
export const later = (page: Page) =>
  page.getByRole('button', { name: /^(Próximos dias|Later days)$/ }).click()

export const times = (page: Page) =>
  page.getByRole('group', { name: /^(Horários de|Times on) / }).getByRole('radio')

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel(/^E-mail$/).fill(email)
  await page.getByLabel(/^(Senha|Password)$/).fill(password)
  await page.getByRole('button', { name: /^(Entrar|Sign in)$/ }).click()
}

/** The id of the appointment on the confirmation, which stands in its address. */
export function booked(page: Page): string {
  const id = new URL(page.url()).searchParams.get('done')
  if (!id) throw new Error(`Nothing is booked at ${page.url()}.`)
  return id.replaceAll('"', '')
}
