import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { DESKTOP, PHONE, picture } from './test'

export type Look = { name: string; size: typeof PHONE; colorScheme: 'light' | 'dark' }

export const looks = {
  phoneLight: { name: 'phone-light', size: PHONE, colorScheme: 'light' },
  phoneDark: { name: 'phone-dark', size: PHONE, colorScheme: 'dark' },
  desktopDark: { name: 'desktop-dark', size: DESKTOP, colorScheme: 'dark' },
  desktopLight: { name: 'desktop-light', size: DESKTOP, colorScheme: 'light' },
} satisfies Record<string, Look>

const LONGEST_MOVE = 3000

/** What moves has arrived: a colour on its way has a contrast of its own. */
const settled = (page: Page) =>
  page.evaluate(async (longest) => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
    // What is out of sight may never be drawn again, and so never end.
    await Promise.race([
      Promise.allSettled(ending.map(({ finished }) => finished)),
      new Promise((resolve) => setTimeout(resolve, longest)),
    ])
  }, LONGEST_MOVE)

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Take = (page: Page, name: string) => Promise<void>

/** A screen in these looks: nothing that axe objects to, nothing wider than the window. */
export async function inspect(
  page: Page,
  screen: string,
  these: readonly Look[],
  take: Take = picture,
  known: readonly string[] = [],
): Promise<void> {
  let before: Look['size'] | null = null
  // An open menu stands beside the page's landmarks, as it does in every system.
  const aside = (await page.getByRole('menu').count()) > 0 ? ['region'] : []
  for (const { name, size, colorScheme } of these)
    await test.step(`${screen}, ${name}`, async () => {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
      await settled(page)
      await take(page, `${screen}-${name}`)
      // A frame that may run no scripts runs axe's neither, which would wait for it for ever.
      const axe = new AxeBuilder({ page })
        .exclude('iframe[sandbox]')
        .withTags(RULES)
        .disableRules([...known, ...aside])
      // The same layout in other colours has the same structure.
      if (size === before) axe.withRules('color-contrast')
      before = size
      const { violations } = await axe.analyze()
      const barriers = violations.map(({ id, help, nodes }) => ({
        id,
        help,
        where: nodes.map(({ html }) => html),
      }))
      expect.soft(barriers, `${screen}, ${name}`).toEqual([])
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect.soft(wider, `${screen}, ${name}: pixels wider than the window`).toBeLessThanOrEqual(0)
    })
}
