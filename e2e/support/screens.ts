import type { Page } from '@playwright/test'
import type { Desk, Slug } from './desk'
import { choose, freeDays, fresh, times } from './test'

export type State = 'empty' | 'loading' | 'error'

export type Screen = {
  name: string
  /** Who is signed in; nobody, where it is left out. */
  who?: 'patient' | 'reception' | 'manager' | 'admin'
  /** Brightside, where it is left out. */
  clinic?: Slug
  path: string | ((desk: Desk) => Promise<string>)
  /** From the address to the screen, where that is not all. */
  reach?: (page: Page) => Promise<void>
  /** A word that is there when the screen is: of its heading, unless it says of what. */
  shows?: RegExp
  /** The addresses whose answers fill it. When they are slow, fail or hold nothing, it says so. */
  asks?: RegExp
  /** Those of its states that there are; all three, where it asks for something. */
  states?: readonly State[]
}

const openVisit = async (page: Page) => {
  const card = page.getByRole('button', { name: /^\d\d:\d\d .*, (Scheduled|Confirmed), / })
  await card.first().click()
}

const toTimes = async (page: Page) => {
  await choose(page, 'Consulta de avaliação')
  await choose(page, 'Qualquer profissional')
}

const toWho = async (page: Page) => {
  await toTimes(page)
  await freeDays(page).last().click()
  await times(page).nth(1).click()
}

const toDone = async (page: Page) => {
  await toWho(page)
  await page.getByLabel('Nome completo').fill('Clara Nunes')
  await page.getByLabel('E-mail').fill(`${fresh('clara')}@example.com`)
  await page.getByLabel('Crie uma senha').fill('uma senha bem longa')
  await page.getByRole('button', { name: 'Criar conta e agendar' }).click()
}

const aMonday = async (desk: Desk) => `/staff?day=${await desk.day(0, 0)}`

const aPatient = async (desk: Desk) => {
  const { items } = await desk.get<{ items: { id: string }[] }>('/api/patients', { limit: '1' })
  return `/staff/patients/${items[0]?.id}`
}

/** Every screen there is, one line each, in the order in which people meet them. */
export const screens: readonly Screen[] = [
  { name: 'landing', path: '/' },
  { name: 'sign-in', path: '/login' },
  { name: 'forgot', path: '/forgot' },
  { name: 'reset-link-over', path: '/reset' },
  { name: 'confirm-link-over', path: '/confirm' },
  { name: 'visit-link-over', path: '/visit' },
  { name: 'nothing-here', path: '/book/nowhere' },

  {
    name: 'book-service',
    clinic: 'sorriso',
    path: '/book/sorriso',
    asks: /^\/api\/scheduling\/services$/,
  },
  {
    name: 'book-provider',
    clinic: 'sorriso',
    path: '/book/sorriso',
    reach: (page) => choose(page, 'Consulta de avaliação'),
    shows: /Com quem/,
  },
  {
    name: 'book-time',
    clinic: 'sorriso',
    path: '/book/sorriso',
    reach: toTimes,
    shows: /Quando/,
    asks: /^\/api\/scheduling\/availability$/,
  },
  { name: 'book-who', clinic: 'sorriso', path: '/book/sorriso', reach: toWho, shows: /Quase lá/ },
  { name: 'book-done', clinic: 'sorriso', path: '/book/sorriso', reach: toDone, shows: /agendada/ },

  {
    name: 'portal',
    who: 'patient',
    path: '/portal',
    shows: /My visits/,
    asks: /^\/api\/scheduling\/appointments$/,
  },

  {
    name: 'staff-day',
    who: 'manager',
    path: aMonday,
    asks: /^\/api\/scheduling\/calendar$/,
  },
  {
    name: 'staff-visit',
    who: 'manager',
    path: aMonday,
    reach: openVisit,
    asks: /^\/api\/scheduling\/appointments\/[^/]+$/,
    states: ['loading', 'error'],
  },
  {
    name: 'staff-new-visit',
    who: 'manager',
    path: aMonday,
    reach: (page) => page.getByRole('button', { name: 'New visit' }).click(),
  },
  {
    name: 'staff-patients',
    who: 'manager',
    path: '/staff/patients',
    asks: /^\/api\/patients$/,
  },
  {
    name: 'staff-patient',
    who: 'manager',
    path: aPatient,
    asks: /^\/api\/patients\/[^/]+$/,
    states: ['loading', 'error'],
  },
  {
    name: 'staff-analytics',
    who: 'manager',
    path: '/staff/analytics',
    asks: /^\/api\/analytics\//,
  },
  {
    name: 'staff-payments',
    who: 'manager',
    path: '/staff/payments',
    asks: /^\/api\/payments$/,
  },
  {
    name: 'staff-messages',
    who: 'manager',
    path: '/staff/messages',
    asks: /^\/api\/messages\/(settings|templates)$/,
    states: ['loading', 'error'],
  },
  {
    name: 'staff-team',
    who: 'admin',
    path: '/staff/team',
    asks: /^\/api\/staff$/,
    states: ['loading', 'error'],
  },
  { name: 'staff-webhooks', who: 'admin', path: '/staff/webhooks', asks: /^\/api\/webhooks$/ },
  { name: 'staff-audit', who: 'admin', path: '/staff/audit', asks: /^\/api\/audit$/ },
  {
    name: 'staff-deliveries',
    who: 'admin',
    path: '/staff/operations/deliveries',
    asks: /^\/api\/deliveries/,
    states: ['loading', 'error'],
  },
]
