import { writeFile } from 'node:fs/promises'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { open } from './clinic'
import { type Figures, figuresOf } from './frames'

/** A week of a thousand visits, in the production build: how long frames take. `make bench-web` */

const FRAME = 12
const TASK = 50
const CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'devtools.timeline.frame',
  'disabled-by-default-devtools.timeline.frame',
  'v8',
]

const board = (page: Page) => page.getByRole('region', { name: /^Week of / })

async function traced(
  browser: Browser,
  page: Page,
  name: string,
  act: () => Promise<void>,
): Promise<Figures> {
  await browser.startTracing(page, { categories: CATEGORIES })
  await act()
  await page.waitForTimeout(300)
  const trace = await browser.stopTracing()
  if (process.env.KEEP_TRACE) await writeFile(`artifacts/${name}.trace.json`, trace)
  return figuresOf(trace)
}

async function scroll(page: Page) {
  await page.mouse.move(900, 500)
  for (const [x, y] of [
    [0, 40],
    [90, 0],
    [0, -40],
    [90, 20],
    [-120, -20],
    [120, 40],
  ] as const)
    for (let step = 0; step < 30; step += 1) {
      await page.mouse.wheel(x, y)
      await page.waitForTimeout(12)
    }
}

/** There and back over the whole board, and along its edges, where it scrolls by itself. */
async function drag(page: Page) {
  await board(page).evaluate((element) => element.scrollTo(0, 0))
  // The cards of where it was are taken away first.
  await page.waitForTimeout(300)
  const box = await board(page)
    .getByRole('button', { name: /Patient Number/ })
    .nth(20)
    .boundingBox()
  if (!box) throw new Error('Nothing to drag.')
  await page.mouse.move(box.x + 20, box.y + 10)
  await page.mouse.down()
  for (const [x, y] of [
    [1200, 300],
    [1425, 700],
    [400, 880],
    [80, 400],
    [800, 300],
  ] as const)
    await page.mouse.move(x, y, { steps: 70 })
  await page.mouse.up()
}

function print(what: string, figures: Figures): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(9)
  const { frames, p50, p95, longest, longestTask, tasksOver50, wall } = figures
  process.stdout.write(
    `${what.padEnd(10)} ${String(frames).padStart(4)} frames, scripting and layout: ` +
      `p50 ${ms(p50)}  p95 ${ms(p95)} (budget ${FRAME} ms)  longest ${ms(longest)}; ` +
      `longest task ${ms(longestTask)}, ${tasksOver50} over ${TASK} ms\n` +
      `${' '.repeat(23)}by the wall clock: p95 ${ms(wall.p95)}, longest task ${ms(wall.longestTask)}, ${wall.tasksOver50} over ${TASK} ms\n`,
  )
}

test('a week of a thousand visits', async ({ browser }) => {
  const { server, origin } = await open()
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.routeWebSocket('**/api/realtime*', () => undefined)
  await page.goto(`${origin}/staff?view=week&day=2030-01-09`)
  await expect(
    board(page)
      .getByRole('button', { name: /Patient Number/ })
      .first(),
  ).toBeVisible()
  const cards = await board(page)
    .getByRole('button', { name: /Patient Number/ })
    .count()
  process.stdout.write(`1000 visits, ${cards} cards in the page\n`)
  await page.waitForTimeout(1_000)
  const all = {
    scrolling: await traced(browser, page, 'scrolling', () => scroll(page)),
    dragging: await traced(browser, page, 'dragging', () => drag(page)),
  }
  for (const [what, figures] of Object.entries(all)) print(what, figures)
  await page.close()
  server.close()
  for (const [what, { p95, tasksOver50 }] of Object.entries(all)) {
    expect.soft(p95, `${what}: p95 of scripting and layout per frame`).toBeLessThanOrEqual(FRAME)
    expect.soft(tasksOver50, `${what}: tasks over ${TASK} ms`).toBe(0)
  }
})
