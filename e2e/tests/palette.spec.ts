import { inspect, looks } from '../support/look'
import { expect, fresh, test } from '../support/test'

const ALL = Object.values(looks)

test('one field for everything, by keyboard alone: a patient, a day, a screen', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const { name, id } = await reception.patient(fresh('Zoe Quick'))
  await enter('brightside', 'manager')
  await page.goto('/staff/patients')
  await expect(page.getByRole('list', { name: 'Patients' })).toBeVisible()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Search or jump' })
  await expect(field).toBeFocused()
  const option = (words: string | RegExp) => page.getByRole('option', { name: words })
  await expect(option('Patients')).toBeVisible()
  await expect(option('Webhooks')).toHaveCount(0)
  await inspect(page, 'palette', ALL)

  await page.keyboard.type(name)
  await expect(option(new RegExp(name))).toHaveAttribute('data-combobox-selected', 'true')
  const active = await field.getAttribute('aria-activedescendant')
  await expect(page.locator(`[id="${active}"]`)).toContainText(name)
  await inspect(page, 'palette-found', [looks.desktopLight, looks.phoneDark])
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/staff/patients/${id}$`))
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  await expect(field).toHaveCount(0)
  await page.keyboard.press('/')
  await expect(field).toBeFocused()
  await page.keyboard.type('amanhã')
  await expect(option(/^Go to /)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/staff\?day=\d{4}-\d\d-\d\d/)

  await page.keyboard.press('Control+k')
  await expect(field).toBeFocused()
  await page.keyboard.type('nothing of the sort')
  await expect(page.getByText('Nothing fits “nothing of the sort”')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(field).toHaveCount(0)
})

test('appearance, language, a new visit and the way out are in it too', async ({ page, enter }) => {
  await enter('brightside')
  await page.goto('/staff/patients')
  const field = page.getByRole('combobox', { name: /^(Search or jump|Buscar ou ir para)$/ })
  const choose = async (words: string) => {
    await page.getByRole('button', { name: /^(Search or jump|Buscar ou ir para)$/ }).click()
    await field.fill(words)
    await page.getByRole('option').first().click()
  }
  await choose('dark')
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await choose('new visit')
  await expect(page.getByRole('dialog', { name: 'Book for a patient' })).toBeVisible()
  await page.keyboard.press('Escape')
  await choose('speak')
  await expect(page.getByRole('heading', { name: 'Pacientes' })).toBeVisible()
  await choose('sair')
  await expect(page).toHaveURL(/\/login$/)
})

test('keys of their own, and a sheet that tells them', async ({ page, enter }) => {
  await enter('brightside', 'manager')
  await page.goto('/staff/patients')
  await expect(page.getByRole('heading', { name: 'Patients' })).toBeVisible()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByText('Go to: Payments')).toBeVisible()
  await inspect(page, 'key-sheet', ALL)
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect(page).toHaveURL(/\/staff\/payments$/)
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await expect(page).toHaveURL(/\/staff$/)
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  const search = page.getByRole('searchbox', { name: 'Search patients' })
  await search.fill('gp?')
  await expect(search).toHaveValue('gp?')
  await expect(sheet).toHaveCount(0)
})
