import type { BrowserContext, Cookie } from '@playwright/test'
import { bring, portrait, says, shots, writeIndex } from '../support/gallery'
import { inspect } from '../support/look'
import { type Screen, screens } from '../support/screens'
import { DESKTOP, expect, test } from '../support/test'

const sessions = new Map<string, Cookie[]>()

type Enter = (slug: 'sorriso' | 'brightside', who?: string) => Promise<void>

/** One session for each person in a run: signing in is another test's business. */
async function comeIn({ who, clinic = 'brightside' }: Screen, enter: Enter, at: BrowserContext) {
  if (!who) return
  const name = `${who}@${clinic}`
  const known = sessions.get(name)
  if (known) return at.addCookies(known)
  await enter(clinic, who)
  sessions.set(name, await at.cookies())
}

for (const screen of screens)
  for (const { name, state, these } of shots(screen))
    test(name, async ({ page, context, enter, desk }) => {
      test.slow()
      await comeIn(screen, enter, context)
      const { path, asks, reach, shows, clinic = 'brightside' } = screen
      const address = typeof path === 'string' ? path : await path(await desk(clinic, 'manager'))
      if (state && asks) await bring(page, asks, state)
      await page.setViewportSize(DESKTOP)
      await page.goto(address)
      await reach?.(page)
      if (shows && state === null)
        await expect(page.getByRole('heading', { name: shows }).first()).toBeVisible()
      else await expect(page.getByRole('main').first()).toBeVisible()
      if (state === null) await expect(page.getByRole('heading').first()).toBeVisible()
      await says(page, state)
      // What a page is about may be what it still waits for.
      const known = state === 'loading' ? ['page-has-heading-one'] : []
      for (const look of these) await inspect(page, name, [look], portrait(look), known)
    })

test.afterAll(writeIndex)
