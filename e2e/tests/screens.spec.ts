import type { BrowserContext, Cookie, Page } from '@playwright/test'
import { bring, forget, portrait, says, shots, writeIndex } from '../support/gallery'
import { inspect } from '../support/look'
import { screens } from '../support/screens'
import type { Screen, State } from '../support/screens/screen'
import { DESKTOP, expect, test } from '../support/test'

/** Shorter than an access token is good for: whoever renews one takes the others' away. */
const FRESH_FOR = 5 * 60_000
const sessions = new Map<string, { cookies: Cookie[]; since: number }>()

type Enter = (slug: 'sorriso' | 'brightside', who?: string) => Promise<void>

/** One session for each person in a run: signing in is another test's business. */
async function comeIn({ who, clinic = 'brightside' }: Screen, enter: Enter, at: BrowserContext) {
  if (!who) return
  const name = `${who}@${clinic}`
  const known = sessions.get(name)
  if (known && Date.now() - known.since < FRESH_FOR) return at.addCookies(known.cookies)
  await enter(clinic, who)
  sessions.set(name, { cookies: await at.cookies(), since: Date.now() })
}

const NATIVE =
  'input:is([type=date], [type=time], [type=month], [type=week], [type=datetime-local])'

async function see(page: Page, screen: Screen, address: string, state: State | null) {
  const { asks, reach, shows, emptyAt } = screen
  const nothing = state === 'empty' ? emptyAt : undefined
  const asked = state && asks && !nothing ? await bring(page, asks, state) : null
  await page.setViewportSize(DESKTOP)
  // Who only comes back to an address, or to another `#`, is on the page already.
  await page.goto('about:blank')
  await page.goto(nothing ?? address)
  await reach?.(page)
  await asked?.()
  if (state === null) {
    const heading = page.getByRole('heading', shows ? { name: shows } : {})
    await expect(heading.first()).toBeVisible()
    // These would be written as the browser writes, not as the clinic does.
    await expect(page.locator(NATIVE)).toHaveCount(0)
  }
  if (state !== 'loading') await expect(page.getByRole('main').first()).toBeVisible()
  await says(page, state)
}

/** Where people of each clinic are, and how their browsers write. */
const places = {
  brightside: { locale: 'en-GB', timezoneId: 'Europe/London' },
  sorriso: { locale: 'pt-BR', timezoneId: 'America/Sao_Paulo' },
} as const

for (const screen of screens)
  test.describe(() => {
    test.use(places[screen.clinic ?? 'brightside'])

    test(screen.name, async ({ page, context, origin, enter, desk }) => {
      test.setTimeout(180_000)
      await comeIn(screen, enter, context)
      const { path = screen.route, from } = screen
      const address = typeof path === 'string' ? path : await path({ page, desk })
      for (const { name, state, these } of shots(screen)) {
        await see(page, screen, address, state)
        // What a page is about may be what it still waits for.
        const known = state === 'loading' ? ['page-has-heading-one'] : []
        for (const look of these) await inspect(page, name, [look], portrait(look, from), known)
        await page.unrouteAll({ behavior: 'ignoreErrors' })
        await forget(page, origin)
      }
    })
  })

test('no screen is left out: every route that leads somewhere has its pictures', async ({
  page,
}) => {
  await page.goto('/')
  const routes = await page.evaluate(() => {
    const { __TSR_ROUTER__: router } = window as unknown as {
      __TSR_ROUTER__: { routesById: Record<string, { children?: unknown }> }
    }
    const leaves = Object.entries(router.routesById).filter(([, { children }]) => !children)
    return leaves.map(([id]) => id)
  })
  expect(routes.length).toBeGreaterThan(20)
  const pictured = screens.map(({ route }) => route)
  expect([...new Set(pictured)].sort()).toEqual(routes.sort())
})

test.afterAll(writeIndex)
