import { expect, fresh, test } from '../support/test'

test('after a change, what is on the screen is fresh at once, the rest when it is next shown', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const patient = await reception.patient(fresh('Fresca '))
  await enter('brightside')
  await page.goto(`/staff/patients?q=${encodeURIComponent(patient.name)}`)
  const main = page.getByRole('main')
  await main.getByRole('button', { name: patient.name }).click()
  await expect(page.getByRole('heading', { level: 1, name: patient.name })).toBeVisible()
  const asked: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (request.method() === 'GET' && url.pathname.startsWith('/api/patients'))
      asked.push(url.pathname + url.search)
  })
  const lists = () => asked.filter((path) => path.startsWith('/api/patients?'))
  const own = () => asked.filter((path) => path === `/api/patients/${patient.id}`)

  await page.getByRole('button', { name: 'Edit patient' }).click()
  const form = page.getByRole('dialog')
  const renamed = `${patient.name} Nova`
  await form.getByLabel('Name').fill(renamed)
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1, name: renamed })).toBeVisible()
  await expect.poll(() => own().length).toBeGreaterThan(0)
  expect(lists()).toEqual([])

  await page.goBack()
  await expect(main.getByRole('button', { name: renamed })).toBeVisible()
  expect(lists().length).toBeGreaterThan(0)
})
