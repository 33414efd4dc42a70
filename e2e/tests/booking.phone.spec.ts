import {
  booked,
  choose,
  DESKTOP,
  expect,
  freeDays,
  fresh,
  PHONE,
  showDay,
  signIn,
  test,
  times,
} from '../support/test'

test.use({ viewport: PHONE, isMobile: true, hasTouch: true })

test('a new patient books on a phone, is written to, and reception sees the visit', async ({
  page,
  browser,
  baseURL,
  desk,
}) => {
  const reception = await desk('sorriso')
  const name = fresh('Ana Beatriz ')
  const email = `${fresh('ana')}@example.com`

  await page.goto('/book/sorriso')
  await expect(page.getByRole('heading', { name: 'Do que você precisa?' })).toBeVisible()
  await choose(page, 'Consulta de avaliação')
  await expect(
    page.getByRole('heading', { name: 'Com quem você quer se consultar?' }),
  ).toBeVisible()
  await choose(page, 'Qualquer profissional')
  await expect(page.getByRole('heading', { name: 'Quando fica bom para você?' })).toBeVisible()
  await showDay(freeDays(page).nth(2))
  await times(page).first().click()
  await expect(page.getByText(/^Reservado para você por (10|9):\d\d$/)).toBeVisible()
  await page.getByLabel('Nome completo').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel(/^Celular/).fill('+55 11 98765-4321')
  await page.getByLabel('Crie uma senha').fill('uma senha bem longa')
  await page.getByRole('button', { name: 'Criar conta e agendar' }).click()

  await expect(page.getByRole('heading', { name: 'Consulta agendada' })).toBeVisible()
  await expect(page.getByText(email)).toBeVisible()
  const id = booked(page)
  await expect
    .poll(() => reception.messages(id), { timeout: 30_000, intervals: [50] })
    .toHaveLength(1)

  const [mail] = await reception.messages(id)
  expect(mail).toMatchObject({ channel: 'email', to: email })
  expect(mail?.subject).toContain('Clínica Sorriso')
  expect(mail?.attachments).toEqual([
    {
      name: expect.stringMatching(/\.ics$/),
      content_type: expect.stringMatching(/^text\/calendar/),
    },
  ])

  const { starts_local, provider } = await reception.appointment(id)
  const staff = await browser.newPage({ viewport: DESKTOP, baseURL: baseURL ?? '' })
  await staff.goto('/login')
  await signIn(staff, 'reception@sorriso.demo')
  await staff.waitForURL('**/staff')
  await staff.goto(`/staff?day=${starts_local.slice(0, 10)}`)
  const words = `${starts_local.slice(11, 16)} ${name}, Consulta de avaliação, Agendada, com ${provider.name}`
  await staff.getByRole('button', { name: words }).click()
  await expect(staff.getByRole('dialog').getByRole('heading', { name })).toBeVisible()
  await expect(staff.getByRole('dialog').getByText(/\.ics$/)).toBeVisible()
  await staff.close()
})
