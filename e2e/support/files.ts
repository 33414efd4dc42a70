import type { Page } from '@playwright/test'
import type { noise } from './pictures'

export async function chooseFiles(page: Page, ...these: ReturnType<typeof noise>[]) {
  const asked = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose files' }).click()
  await (await asked).setFiles(these)
}

/** What is kept, small, in the gallery. */
export const tile = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`^${name}`) })
