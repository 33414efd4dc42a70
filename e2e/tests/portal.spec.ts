import type { BrowserContext } from '@playwright/test'
import { type Appointment, expect, fresh, type Schema, test } from '../support/test'

/** A patient with an account of their own, signed in in this browser, with visits ahead. */
async function comes(context: BrowserContext, origin: string, days: string[], at: string) {
  const headers = { Origin: origin }
  const post = async <T>(path: string, data: unknown): Promise<T> => {
    const answer = await context.request.post(path, { data, headers })
    expect(answer.ok(), await answer.text()).toBe(true)
    return answer.json()
  }
  const person = {
    name: 'Tom Weaver',
    email: `${fresh('tom')}@example.com`,
    password: 'long enough',
  }
  await post('/api/auth/register', { ...person, clinic: 'brightside', locale: 'en-GB' })
  const get = async <T>(path: string): Promise<T> => (await context.request.get(path)).json()
  const services = await get<Schema['PublicServices']>('/api/scheduling/services?clinic=brightside')
  const service_id = services.items.find(({ name }) => name === 'Hygiene visit')?.id ?? ''
  const made: Appointment[] = []
  for (const day of days) {
    const query = `service_id=${service_id}&from=${day}&to=${day}`
    const { slots } = await get<Schema['Availability']>(`/api/scheduling/availability?${query}`)
    const slot = slots.find(({ starts_local }) => starts_local.includes(`T${at}`))
    made.push(
      await post('/api/scheduling/appointments', {
        service_id,
        provider_id: slot?.provider_id,
        starts_at: slot?.starts_at,
      }),
    )
  }
  return made
}

test('the next visit first, the others after it; the next one moved', async ({
  page,
  context,
  origin,
  desk,
}) => {
  const reception = await desk('brightside')
  const days = [await reception.day(9, 0), await reception.day(10, 0)]
  const [first, second] = await comes(context, origin, days, '09:00')
  await page.goto('/portal')

  const next = page.getByRole('region', { name: 'Your next visit' })
  await expect(next).toContainText('09:00')
  await expect(next).toContainText('Hygiene visit · with Grace Okafor')
  await expect(page.getByRole('listitem', { name: /^Hygiene visit, / })).toHaveCount(1)

  await next.getByRole('button', { name: 'Move' }).click()
  const dialog = page.getByRole('dialog', { name: 'Move your visit' })
  await expect(dialog.getByText(/^Now: .*09:00$/)).toBeVisible()
  await dialog.getByRole('radio', { name: '11:30', exact: true }).click()
  await dialog.getByRole('button', { name: /^Move to .*11:30$/ }).click()
  await expect(page.getByRole('status').filter({ hasText: /^Moved to .*11:30\.$/ })).toBeVisible()
  await expect(next).toContainText('11:30')

  expect((await reception.appointment(first?.id ?? '')).starts_local).toContain('T11:30')
  expect((await reception.appointment(second?.id ?? '')).version).toBe(1)
})

test('a visit cancelled by the patient, who is then written to', async ({
  page,
  context,
  origin,
  desk,
}) => {
  const reception = await desk('brightside')
  const [visit] = await comes(context, origin, [await reception.day(9, 1)], '10:00')
  const id = visit?.id ?? ''
  await page.goto('/portal')
  const next = page.getByRole('region', { name: 'Your next visit' })
  await next.getByRole('button', { name: 'I will be there' }).click()
  await expect(next.getByText('Confirmed')).toBeVisible()
  await next.getByRole('button', { name: 'Cancel visit' }).click()
  const question = page.getByRole('dialog', { name: 'Cancel this visit?' })
  await question.getByLabel(/^Why\?/).fill('I am travelling')
  await question.getByRole('button', { name: 'Yes, cancel it' }).click()

  await expect(page.getByText('The visit is cancelled.')).toBeVisible()
  await expect(next).toBeHidden()
  await expect(page.getByText('No visit ahead')).toBeVisible()
  const row = page.getByRole('listitem', { name: /^Hygiene visit, / })
  await expect(row).toContainText('Cancelled')
  await expect.poll(async () => (await reception.messages(id)).length, { timeout: 15_000 }).toBe(2)
  const { history } = await reception.appointment(id)
  expect(history.at(-1)).toMatchObject({ by: 'patient', reason: 'I am travelling' })
})
