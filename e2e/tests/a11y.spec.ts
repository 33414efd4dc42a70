import type { Locator, Page } from '@playwright/test'
import { inspect as inspectIn, looks } from '../support/look'
import { choose, expect, freeDays, fresh, PHONE, showDay, test, times } from '../support/test'

/** In every look at one clinic; the other's pages differ in their words, so two looks will do. */
const inspect = (page: Page, screen: string) =>
  inspectIn(
    page,
    screen,
    screen.startsWith('brightside') ? [looks.phoneDark, looks.desktopLight] : Object.values(looks),
  )

const words = {
  sorriso: {
    service: 'Consulta de avaliação',
    any: 'Qualquer profissional',
    later: 'Próximos dias',
    name: 'Nome completo',
    password: 'Crie uma senha',
    book: 'Criar conta e agendar',
    done: 'Consulta agendada',
    visits: 'Minhas consultas',
    lost: 'Este horário acabou de ser ocupado',
    dialog: 'Consulta',
    newVisit: 'Nova consulta',
    cancel: 'Cancelar consulta',
  },
  brightside: {
    service: 'Check-up',
    any: 'Anyone',
    later: 'Later days',
    name: 'Full name',
    password: 'Choose a password',
    book: 'Create account and book',
    done: 'You are booked',
    visits: 'My visits',
    lost: 'This time has just been taken',
    dialog: 'Visit',
    newVisit: 'New visit',
    cancel: 'Cancel visit',
  },
} as const

test('the doors: landing, sign-in, nothing there', async ({ page }) => {
  test.slow()
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await inspect(page, 'landing')
  await page.goto('/login')
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await inspect(page, 'login')
  await page.goto('/book/nowhere')
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await inspect(page, 'nothing-here')
})

for (const slug of ['sorriso', 'brightside'] as const)
  test(`booking at ${slug}, every step, then the patient's visits`, async ({ page }) => {
    test.slow()
    const say = words[slug]
    await page.goto(`/book/${slug}`)
    await expect(page.getByRole('radio', { name: say.service, exact: true })).toBeVisible()
    await inspect(page, `${slug}-1-service`)
    await choose(page, say.service)
    await expect(page.getByRole('radio', { name: say.any })).toBeVisible()
    await inspect(page, `${slug}-2-provider`)
    await choose(page, say.any)
    await showDay(freeDays(page).last())
    await inspect(page, `${slug}-3-time`)
    await times(page).nth(2).click()
    await expect(page.getByLabel(say.name)).toBeVisible()
    await inspect(page, `${slug}-4-who`)
    await page.getByRole('button', { name: say.book }).click()
    await expect(page.getByLabel(say.name)).toHaveAttribute('aria-invalid', 'true')
    await inspect(page, `${slug}-4-who-refused`)
    await page.getByLabel(say.name).fill('Clara Nunes')
    await page.getByLabel('E-mail').fill(`${fresh('clara')}@example.com`)
    await page.getByLabel(say.password).fill('a rather long one')
    await page.getByRole('button', { name: say.book }).click()
    await expect(page.getByRole('heading', { name: say.done })).toBeVisible()
    await inspect(page, `${slug}-5-done`)
    await page.goto('/portal')
    await expect(page.getByRole('heading', { name: say.visits })).toBeVisible()
    await inspect(page, `${slug}-portal`)
  })

for (const slug of ['sorriso', 'brightside'] as const)
  test(`the staff of ${slug}: the day, a visit, a booking, the patients`, async ({
    page,
    enter,
    desk,
  }) => {
    test.slow()
    const say = words[slug]
    await enter(slug, 'manager')
    const day = await (await desk(slug)).day(0, 0)
    await page.goto(`/staff?day=${day}`)
    const cards = page.getByRole('button', {
      name: /^\d\d:\d\d .*, (Agendada|Confirmada|Scheduled|Confirmed), /,
    })
    await expect(cards.first()).toBeVisible()
    await inspect(page, `${slug}-day`)
    await cards.first().click()
    const drawer = page.getByRole('dialog', { name: say.dialog })
    await expect(drawer.getByRole('heading', { level: 3 }).last()).toBeVisible()
    await inspect(page, `${slug}-day-visit`)
    await drawer.getByRole('button', { name: say.cancel }).click()
    await expect(page.getByRole('dialog')).toHaveCount(2)
    await inspect(page, `${slug}-day-cancel`)
    await page.goto(`/staff?day=${day}`)
    await page.getByRole('button', { name: say.newVisit }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await inspect(page, `${slug}-day-book`)
    await page.goto('/staff/patients')
    await expect(
      page
        .getByRole('main')
        .getByText(/@example\.com/)
        .first(),
    ).toBeVisible()
    await inspect(page, `${slug}-patients`)
    await page.goto('/staff/operations/deliveries')
    await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toBeVisible()
    await inspect(page, `${slug}-deliveries`)
  })

/** Tab until there, as someone without a mouse would. */
async function tabTo(page: Page, target: Locator) {
  const there = () => target.evaluate((element) => element === document.activeElement)
  for (let tabs = 0; tabs < 30; tabs += 1) {
    if (await there()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Thirty tabs do not lead to ${target}.`)
}

test('a whole booking with the keyboard alone', async ({ page }) => {
  await page.setViewportSize(PHONE)
  await page.goto('/book/sorriso')
  const services = page.getByRole('group', { name: 'Tratamento' }).getByRole('radio')
  await expect(services.first()).toBeVisible()
  await tabTo(page, services.first())
  await page.keyboard.press('ArrowDown')
  await expect(services.nth(1)).toBeChecked()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')

  const anyone = page.getByRole('radio', { name: 'Qualquer profissional' })
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await tabTo(page, anyone)
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { name: 'Quando fica bom para você?' })).toBeFocused()
  const shown = page.getByRole('group', { name: 'Dia' }).getByRole('radio', { checked: true })
  await tabTo(page, shown)
  for (let days = 0; days < 7; days += 1) {
    await page.keyboard.press('ArrowRight')
    if (/[1-9]\d* horários?$/.test((await shown.getAttribute('aria-label')) ?? '')) break
  }
  const day = (await shown.getAttribute('aria-label'))?.replace(/, [^,]*$/, '')
  await expect(
    page.getByRole('group', { name: new RegExp(`^Horários de ${day}$`, 'i') }),
  ).toBeVisible()
  await expect(times(page).first()).toBeVisible()
  await tabTo(page, times(page).first())
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { name: 'Quase lá' })).toBeFocused()
  await tabTo(page, page.getByLabel('Nome completo'))
  await page.keyboard.type('Tereza Teclado')
  await page.keyboard.press('Tab')
  await page.keyboard.type(`${fresh('tereza')}@example.com`)
  await tabTo(page, page.getByLabel('Crie uma senha'))
  await page.keyboard.type('sem nenhum rato')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Consulta agendada' })).toBeFocused()
})
