import type { Page } from '@playwright/test'
import { inspect, looks } from '../support/look'
import { office } from '../support/own-clinic'
import { choose, expect, freeDays, showDay, test } from '../support/test'

/** A clinic's days and times are written its own way, whatever the browser speaks. */

const plain = async (page: Page, label: string) =>
  (await page.getByLabel(label, { exact: true }).first().inputValue()).replace(/\s/g, ' ')

test.describe('a browser of the United States at a Brazilian clinic', () => {
  test.use({ locale: 'en-US', timezoneId: 'America/Sao_Paulo' })

  test('quiet hours, a birth, a trail: the Brazilian way', async ({ page, enter, desk }) => {
    const reception = await desk('sorriso', 'admin')
    const { id } = await reception.patient('Teodoro Lima')
    await enter('sorriso', 'admin')
    await page.goto('/staff/messages')
    await expect(page.getByLabel('Das', { exact: true })).toHaveValue('21:00')
    await page.goto(`/staff/patients/${id}`)
    await page.getByRole('button', { name: 'Editar paciente' }).click()
    const birth = page.getByRole('dialog').getByRole('textbox', { name: /^Data de nascimento/ })
    await expect(birth).toHaveAttribute('placeholder', 'dd/mm/aaaa')
    const month = page.getByRole('button', { name: /^Data de nascimento.*escolher no calendário/ })
    await month.click()
    await expect(page.getByRole('button', { name: /^Dez anos antes/ })).toBeVisible()
    // Escape closes the month, and not the form around it.
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: /^Dez anos antes/ })).toBeHidden()
    await expect(month).toBeFocused()
    await birth.fill('31/02/1980')
    await page.getByRole('dialog').getByRole('button', { name: 'Salvar' }).click()
    await expect(page.getByText('Escreva a data assim: 31/12/2030').first()).toBeVisible()
    await expect(birth).toBeFocused()
    await birth.fill('3/2/80')
    await page.getByRole('dialog').getByRole('button', { name: 'Salvar' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    const saved = await reception.get<{ birth_date: string }>(`/api/patients/${id}`)
    expect(saved.birth_date).toBe('1980-02-03')
  })
})

test.describe('a German browser at a clinic of the United States', () => {
  test.use({ locale: 'de-DE' })

  test('halves of the day, and months before days', async ({ page, enter, desk }) => {
    test.slow()
    const american = { locale: 'en-US', currency: 'USD' }
    const { slug, day } = await office(desk, ['Ada Flint', 'Ben Cole', 'Cleo Hart'], american)
    await enter(slug, 'admin')
    await page.goto(`/staff?day=${day}`)
    await expect(page.getByRole('button', { name: /^1:00 PM Cleo Hart/ })).toBeVisible()
    await inspect(page, 'american-day', Object.values(looks))
    await page.goto(`/staff?day=${day}&view=week`)
    await inspect(page, 'american-week', [looks.desktopLight, looks.phoneLight])
    await page.goto('/staff/today')
    await inspect(page, 'american-today', [looks.desktopLight, looks.phoneLight])
    await page.goto('/staff/messages')
    expect(await plain(page, 'From')).toBe('9:00 PM')
    await page.goto('/staff/providers')
    await page.getByRole('link', { name: /Nell Marsh/ }).click()
    expect(await plain(page, 'Monday, from')).toBe('12:00 AM')
    await inspect(page, 'american-hours', [looks.desktopLight, looks.phoneLight])
    await page.goto(`/book/${slug}`)
    await choose(page, 'Check-up')
    await choose(page, 'Anyone')
    await showDay(freeDays(page).last())
    await expect(page.getByRole('radio', { name: /^12:00\sPM, / }).first()).toBeVisible()
    await inspect(page, 'american-times', [looks.phoneLight, looks.desktopLight])
  })
})
