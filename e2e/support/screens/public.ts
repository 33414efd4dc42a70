import type { Page } from '@playwright/test'
import { otherSite } from '../other-site'
import { linkIn } from '../post'
import { choose, freeDays, fresh, later, PASSWORD, showDay, times } from '../test'
import { NEVER_EMPTY, type Screen, type Setting } from './screen'

const VISIT = { service: 'Check-up', provider: 'Dr Amelia Hart' }

/** The link with such words of the mail about a visit that was booked for it. */
const byLink =
  (words: RegExp, time: string) =>
  async ({ desk }: Setting) => {
    const reception = await desk('brightside')
    const email = `${fresh('amy')}@example.com`
    const patient = await reception.post<{ id: string }>('/api/patients', {
      name: 'Amy Woods',
      email,
    })
    const day = await reception.day(17, 0)
    await reception.visit({ ...VISIT, day, time, patient })
    return linkIn(email, words)
  }

const confirmation = async ({ page }: Setting) => {
  const person = { name: 'Amy Woods', email: `${fresh('amy')}@example.com`, password: PASSWORD }
  await page.goto('/')
  const headers = { Origin: new URL(page.url()).origin }
  const data = { ...person, clinic: 'brightside' }
  await page.request.post('/api/auth/register', { data, headers })
  return linkIn(person.email, /reach you\./)
}

/** A clinic's own site, with the booking in it. */
const inAnothersSite = async ({ page }: Setting) => {
  await page.goto('/')
  const { origin } = new URL(page.url())
  const body = `<style>
      :root { color-scheme: light dark; font: 17px/1.6 system-ui, sans-serif }
      body { max-width: 860px; margin: 24px auto; padding: 0 16px }
      iframe { width: 100%; height: 780px; border: 0; border-radius: 16px }
    </style>
    <script>
      const dark = matchMedia('(prefers-color-scheme: dark)')
      const wear = () => document.documentElement.setAttribute(
        'data-mantine-color-scheme', dark.matches ? 'dark' : 'light')
      dark.onchange = wear
      wear()
    </script>
    <p>A page of a clinic’s own site, with the booking in it.</p>
    <iframe src="${origin}/book/brightside" title="Book a visit"></iframe>`
  const { address } = await otherSite(body)
  return address
}

const toTheFrame = (page: Page) =>
  page.frameLocator('iframe').getByRole('radio', { name: 'Check-up', exact: true }).waitFor()

const toTimes = async (page: Page) => {
  await choose(page, 'Consulta de avaliação')
  await choose(page, 'Qualquer profissional')
}

const toWho = async (page: Page) => {
  await toTimes(page)
  await showDay(freeDays(page).last())
  await times(page).nth(1).click()
}

const toDone = async (page: Page) => {
  await toWho(page)
  await page.getByLabel('Nome completo').fill('Clara Nunes')
  await page.getByLabel('E-mail').fill(`${fresh('clara')}@example.com`)
  await page.getByLabel('Crie uma senha').fill('uma senha bem longa')
  await page.getByRole('button', { name: 'Criar conta e agendar' }).click()
}

const toPaying = async (page: Page) => {
  await choose(page, "Children's check-up")
  await later(page)
  await showDay(freeDays(page).nth(2))
  await times(page).first().click()
  await page.getByLabel('Full name').fill('Nora Payne')
  await page.getByLabel('E-mail').fill(`${fresh('nora')}@example.com`)
  await page.getByLabel('Choose a password').fill('a rather long password')
  await page.getByRole('button', { name: 'Create account and book' }).click()
}

const booking = { route: '/book/$slug', clinic: 'sorriso', path: '/book/sorriso' } as const
const followed = { route: '/visit', asks: /^\/api\/links$/, states: NEVER_EMPTY } as const

export const forEverybody: readonly Screen[] = [
  { name: 'landing', route: '/' },
  { name: 'sign-in', route: '/login' },
  { name: 'forgot', route: '/forgot' },
  { name: 'reset', route: '/reset', path: '/reset#a-token-that-nobody-has-looked-at' },
  { name: 'reset-link-over', route: '/reset' },
  { name: 'confirm', route: '/confirm', path: confirmation, shows: /confirmed/ },
  { name: 'confirm-link-over', route: '/confirm' },
  { name: 'nothing-here', route: '/book/$slug', path: '/book/nowhere' },

  { name: 'visit-confirm', ...followed, path: byLink(/Confirm:/, '09:30'), shows: /be there/ },
  {
    name: 'visit-move',
    ...followed,
    path: byLink(/Choose another time:/, '11:00'),
    shows: /another time/,
    asks: /^\/api\/scheduling\/availability$/,
  },
  { name: 'visit-cancel', ...followed, path: byLink(/Cancel:/, '14:30'), shows: /Cancel/ },
  { name: 'visit-link-over', route: '/visit' },

  {
    name: 'clinic',
    route: '/clinic/$slug',
    path: '/clinic/sorriso',
    asks: /^\/api\/scheduling\/(services|providers|hours)$/,
  },
  { name: 'embed', route: '/book/$slug', path: inAnothersSite, reach: toTheFrame },
  {
    name: 'book-service',
    ...booking,
    // The plain address is drawn by the server, and waits for nothing.
    path: '/book/sorriso?with=any',
    asks: /^\/api\/scheduling\/services$/,
  },
  {
    name: 'book-provider',
    ...booking,
    reach: (page) => choose(page, 'Consulta de avaliação'),
    shows: /Com quem/,
  },
  {
    name: 'book-time',
    ...booking,
    reach: toTimes,
    shows: /Quando/,
    asks: /^\/api\/scheduling\/availability$/,
  },
  { name: 'book-who', ...booking, reach: toWho, shows: /Quase lá/ },
  { name: 'book-done', ...booking, reach: toDone, shows: /agendada/ },
  {
    name: 'book-pay',
    route: '/book/$slug',
    path: '/book/brightside',
    reach: toPaying,
    shows: /Pay to keep/,
  },
]
