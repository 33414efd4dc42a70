import { expect, type Page } from '@playwright/test'
import type { Appointment, Desk, OwnSlug } from './desk'
import { type OpenDesk, office } from './own-clinic'

/** What people of a clinic do while there is no network, and where they see it waiting. */

export const card = (page: Page, patient: string) =>
  page.getByRole('region', { name: /^Day of / }).getByRole('button', { name: new RegExp(patient) })
export const outbox = (page: Page) => page.getByRole('dialog', { name: 'Waiting to be sent' })
export const pill = (page: Page) => page.getByRole('button', { name: /What waits to be sent$/ })

/** How much of the agenda is kept on this device, in bytes. */
const sealed = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller) return 0
    const db = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open('topsmile')
      opening.onsuccess = () => done(opening.result)
    })
    const asked = db.transaction('kept').objectStore('kept').get('agenda')
    await new Promise((done) => {
      asked.onsuccess = done
    })
    db.close()
    return asked.result?.data.byteLength ?? 0
  })

/** The app is on this device, and an agenda with as many visits: each takes some 500 characters. */
export const keptAgenda = (page: Page, visits: number) =>
  expect.poll(() => sealed(page)).toBeGreaterThan(visits * 500 + 500)

/** The app is on this device, and so is the day as it is shown. */
export async function kept(page: Page, visits: readonly unknown[]): Promise<void> {
  await expect(page.locator('[id^="visit-"]')).toHaveCount(visits.length)
  await keptAgenda(page, visits.length)
}

export async function act(page: Page, patient: string, action: string): Promise<void> {
  await card(page, patient).click()
  const drawer = page.getByRole('dialog', { name: 'Visit' })
  await drawer.getByRole('button', { name: action, exact: true }).click()
  await drawer.getByRole('button', { name: 'Close' }).click()
}

/** By keyboard, a quarter of an hour with three strokes. */
export async function moveBy(page: Page, patient: string, quarters: number): Promise<void> {
  await card(page, patient).focus()
  await page.keyboard.press('m')
  for (let stroke = 0; stroke < Math.abs(quarters) * 3; stroke += 1)
    await page.keyboard.press(quarters > 0 ? 'ArrowDown' : 'ArrowUp')
  await page.keyboard.press('Enter')
}

export const happened = async (desk: Desk, { id }: Appointment) =>
  (await desk.appointment(id)).history.map(({ action }) => action)

type Enter = (slug: OwnSlug, who: string) => Promise<void>

/** At the day of a clinic with one visit, whose check-in cannot be sent. */
export async function withUnsent(page: Page, desk: OpenDesk, enter: Enter) {
  const { slug, colleague, visits } = await office(desk, ['Ada Flint'])
  const [ada] = visits as [Appointment]
  await enter(slug, 'admin')
  await page.goto('/staff')
  await kept(page, visits)
  await page.route('**/check-in', (route) => route.abort())
  await act(page, 'Ada Flint', 'Check in')
  await expect(pill(page)).toHaveAccessibleName(/1 waiting/)
  return { colleague, ada }
}
