import {
  booked,
  choose,
  expect,
  freeDays,
  fresh,
  later,
  type Schema,
  showDay,
  test,
  times,
} from '../support/test'

test('the kept time runs out on the last step and someone takes it: what is free instead books', async ({
  page,
  desk,
}) => {
  const reception = await desk('brightside')
  await page.goto('/book/brightside')
  await choose(page, 'Aligner review')
  await later(page)
  const kept = page.waitForResponse((answer) => answer.url().includes('/scheduling/holds'))
  await showDay(freeDays(page).last())
  await times(page).nth(3).click()
  const hold: Schema['Hold'] = await (await kept).json()
  await page.waitForURL(/[?&]at=/)
  const chosen = new URL(page.url()).searchParams
  const [service_id, provider_id, starts_at] = ['service', 'by', 'at'].map(
    (name) => chosen.get(name)?.replaceAll('"', '') ?? '',
  )
  await page.getByLabel('Full name').fill('Nora Fielding')
  await page.getByLabel('E-mail').fill(`${fresh('nora')}@example.com`)
  await page.getByLabel('Choose a password').fill('a rather long one')

  await reception.api.delete(`/api/scheduling/holds/${hold.id}`, {
    params: { clinic: 'brightside' },
  })
  const { id: patient_id } = await reception.patient(fresh('Faster '))
  await reception.post('/api/scheduling/appointments', {
    service_id,
    provider_id,
    starts_at,
    patient_id,
  })
  await page.getByRole('button', { name: 'Create account and book' }).click()

  const alert = page.getByRole('alert').filter({ hasText: 'This time has just been taken' })
  await expect(alert).toContainText('You were a moment too late. These are still free:')
  const other = alert.getByRole('button', { name: /with Dr Sian Pritchard$/ }).first()
  await expect(other).toHaveAccessibleName(/^\w{3},? \d+ \w+, \d\d:\d\d, with Dr Sian Pritchard$/)
  const when = (await other.textContent())?.slice(-5)
  await other.click()
  // The account was made by the first try: nobody registers twice.
  await expect(page.getByText('You are booking as')).toBeVisible()
  await page.getByRole('button', { name: 'Book this visit' }).click()

  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  const visit = await reception.appointment(booked(page))
  expect(visit.starts_local.slice(11, 16)).toBe(when)
  expect(visit.starts_at).not.toBe(starts_at)
  expect(visit.patient.name).toBe('Nora Fielding')
})

test('a time taken while it is looked at cannot be kept: the alternatives come at once', async ({
  page,
  desk,
}) => {
  const reception = await desk('sorriso')
  // Nothing tells this page: told in time, it would take the time away before it is chosen.
  await page.routeWebSocket('**/api/realtime**', () => undefined)
  await page.goto('/book/sorriso')
  await choose(page, 'Tratamento de canal')
  await choose(page, 'Dr. Rafael Moreira')
  await later(page)
  await showDay(freeDays(page).last())
  const pill = times(page).first()
  const time = await pill.getAttribute('aria-label')
  await expect(page).toHaveURL(/[?&]day=/)
  const day = new URL(page.url()).searchParams.get('day')?.replaceAll('"', '') ?? ''
  await reception.visit({
    day,
    time: time ?? '',
    service: 'Tratamento de canal',
    provider: 'Dr. Rafael Moreira',
  })
  await pill.click()

  const alert = page.getByRole('alert').filter({ hasText: 'Este horário acabou de ser ocupado' })
  await expect(alert).toBeVisible()
  await alert
    .getByRole('button', { name: /com Dr\. Rafael Moreira$/ })
    .first()
    .click()
  await expect(page.getByText(/^Reservado para você por/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Criar conta e agendar' })).toBeEnabled()
})
