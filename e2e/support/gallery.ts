import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, type Page, type Request, type Route, test } from '@playwright/test'
import { type Look, looks } from './look'
import { screens } from './screens'
import type { Screen, State } from './screens/screen'

/** Every look is pictured only when asked, `make screens`, which puts them into docs. */
const updating = process.env.UPDATE_SCREENS === '1'
const folder = fileURLToPath(new URL('../artifacts/gallery/', import.meta.url))

const { phoneLight, phoneDark, desktopLight, desktopDark } = looks

/** All of them where pictures are made; else so many that a whole run stays short. */
const usual = (screen: Screen): readonly Look[] => {
  if (updating) return Object.values(looks)
  return [screens.indexOf(screen) % 2 === 0 ? phoneLight : desktopDark]
}
const both = [phoneLight, desktopDark]
const inTrouble: Record<State, readonly Look[]> = updating
  ? { empty: both, loading: both, error: both }
  : { empty: [desktopLight], loading: [phoneDark], error: [phoneLight] }

const REQUEST_ID = '01JSCREENS0000000000000000'

/** The same answer with nothing in its lists. */
function emptied(answer: unknown): unknown {
  if (Array.isArray(answer)) return []
  if (typeof answer !== 'object' || answer === null) return answer
  const lists = ['items', 'slots', 'appointments', 'points', 'rows']
  const pairs = Object.entries(answer).map(([name, value]) => {
    if (name === 'next_cursor' || name === 'next_available_on') return [name, null]
    return [name, lists.includes(name) ? [] : value]
  })
  return Object.fromEntries(pairs)
}

const answers: Record<State, (route: Route) => Promise<void>> = {
  empty: async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: emptied(await response.json()) })
  },
  loading: () => new Promise(() => undefined),
  error: (route) =>
    route.fulfill({
      status: 500,
      headers: { 'X-Request-ID': REQUEST_ID },
      contentType: 'application/problem+json',
      json: { type: 'about:blank', title: 'Internal', status: 500, code: 'internal' },
    }),
}

/** What a link is about is asked in a body, so that no log has its token. */
const isQuestion = (request: Request) =>
  request.method() === 'GET' || new URL(request.url()).pathname === '/api/links'

/** From now on these are answered so; what comes back waits until the first of them is asked. */
export async function bring(page: Page, asks: RegExp, state: State): Promise<() => Promise<void>> {
  let tell = () => {}
  const asked = new Promise<void>((resolve) => {
    tell = resolve
  })
  await page.route(
    (url: URL) => asks.test(url.pathname),
    (route) => {
      if (!isQuestion(route.request())) return route.fallback()
      tell()
      return answers[state](route)
    },
  )
  return () => asked
}

/** What the app keeps on the device for want of a network would answer instead of the server. */
export async function forget(page: Page, origin: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
  await cdp.detach()
}

/** What a person who waits, or is let down, must be told; and nothing that moves underfoot. */
export async function says(page: Page, state: State | null): Promise<void> {
  const waiting = page.locator('.mantine-Skeleton-root, [aria-busy="true"], .mantine-Loader-root')
  if (state === 'loading') return expect(waiting.first()).toBeVisible()
  if (state === 'error') await expect(page.getByRole('alert').first()).toBeVisible()
  await expect(waiting).toHaveCount(0)
}

const titleOf = (screen: string, look: Look) => `${screen}-${look.name}.png`

export const portrait = (look: Look, from?: string) => async (page: Page, name: string) => {
  mkdirSync(folder, { recursive: true })
  if (from)
    await page
      .locator(from)
      .first()
      .evaluate((top) => top.scrollIntoView({ block: 'start' }))
      .catch(() => undefined)
  const path = `${folder}${name}.png`
  await page.screenshot({ path, animations: 'disabled' })
  await test.info().attach(`${name}, ${look.name}`, { path, contentType: 'image/png' })
}

const statesOf = ({ asks, states }: Screen): readonly State[] =>
  states ?? (asks ? ['empty', 'loading', 'error'] : [])

/** Which pictures there are of a screen, and under which name. */
export const shots = (screen: Screen) => [
  { name: screen.name, state: null, these: usual(screen) },
  ...statesOf(screen).map((state) => ({
    name: `${screen.name}-${state}`,
    state,
    these: inTrouble[state],
  })),
]

const cell = (name: string, these: readonly Look[]): string =>
  these.map((look) => `[${look.name.replace('-', ', ')}](${titleOf(name, look)})`).join('<br>')

/** One line for each screen: as it is, and each of its states. */
function line(screen: Screen): string {
  const of = (state: State | null) => {
    const shot = shots(screen).find((each) => each.state === state)
    return shot ? cell(shot.name, shot.these) : '–'
  }
  const look = titleOf(screen.name, desktopLight)
  const picture = `<a href="${look}"><img src="${look}" width="240" alt="${screen.name}"></a>`
  const cells = [picture, of(null), of('empty'), of('loading'), of('error')]
  return `| **${screen.name}**<br>\`${screen.route}\` | ${cells.join(' | ')} |`
}

/** What there is to see, made of the same table as the pictures are. */
export function writeIndex(): void {
  const head = [
    '# Screens',
    '',
    'Made by the browser tests on the demo’s data: `make screens`. The same table is checked by axe in',
    '`make test`, and a test fails while a route of the web app is not in it. Brightside speaks English,',
    'Clínica Sorriso Portuguese.',
    '',
    '| Screen | | As it is | Nothing there | On its way | It failed |',
    '|---|---|---|---|---|---|',
  ]
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}README.md`, `${[...head, ...screens.map(line)].join('\n')}\n`)
}
