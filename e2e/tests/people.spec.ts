import { inspect, looks } from '../support/look'
import { type Desk, expect, fresh, type Schema, test } from '../support/test'

type Patient = Schema['Patient']

const ALL = Object.values(looks)
const DAY = 86_400_000

/** Someone with a past and a next visit, made for one test. */
async function someone(desk: Desk, weekday: number): Promise<Patient> {
  const made = await desk.patient(fresh('Ada Marsh'))
  const data = { phone: '+44 20 7946 0123', birth_date: '1984-02-29', locale: 'en-GB' }
  const patient = await (await desk.api.patch(`/api/patients/${made.id}`, { data })).json()
  await desk.visit({
    day: await desk.day(7, weekday),
    time: '14:00',
    service: 'Hygiene visit',
    provider: 'Grace Okafor',
    patient,
  })
  return patient
}

/** As many as a clinic has after years, told in pages as the server tells them. */
const crowd = (count: number): Patient[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    name: `Person ${String(index + 1).padStart(4, '0')}`,
    email: `p${index}@example.com`,
    phone: null,
    birth_date: null,
    locale: 'en-GB',
    notes: '',
    version: 1,
    archived_at: null,
    created_at: '2026-01-01T00:00:00Z',
  }))

test('a patient at a glance: who, when next, what has been, each part by its address', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const patient = await someone(reception, 0)
  await enter('brightside')
  await page.goto(`/staff/patients/${patient.id}`)
  await expect(page.getByRole('heading', { level: 1, name: patient.name })).toBeVisible()
  const call = page.getByRole('link', { name: /^Call / })
  await expect(call).toHaveAttribute('href', 'tel:+44 20 7946 0123')
  await expect(page.getByRole('link', { name: `Write to ${patient.email}` })).toBeVisible()
  await expect(page.getByText(/^4\d years old · Speaks English$/)).toBeVisible()
  const next = page.getByRole('region', { name: 'Next visit' })
  await expect(next.getByText('14:00')).toBeVisible()
  const timeline = page.getByRole('list', { name: 'Timeline' })
  await expect(timeline.getByRole('link', { name: 'Hygiene visit' })).toBeVisible()
  // The confirmation is written within seconds, and comes in by itself.
  await expect(timeline.getByText(/^E-mail · /)).toBeVisible({ timeout: 30_000 })
  await inspect(page, 'patient', ALL)

  await page.getByRole('radiogroup', { name: 'Show' }).getByText('Messages').click()
  await expect(page).toHaveURL(/only=message/)
  await expect(timeline.getByRole('link', { name: 'Hygiene visit' })).toHaveCount(0)
  await page.getByRole('tab', { name: 'Preferences' }).click()
  await expect(page).toHaveURL(/show=preferences/)
  await page.reload()
  await expect(page.getByRole('switch', { name: 'E-mail' })).toBeChecked()
  await page.getByRole('tab', { name: 'Messages' }).click()
  await expect(page.getByRole('button', { name: /^Send again/ }).first()).toBeVisible()
  await inspect(page, 'patient-messages', [looks.desktopLight, looks.phoneLight])
  await page.goBack()
  await expect(page.getByRole('tab', { name: 'Preferences', selected: true })).toBeVisible()
})

test('a next visit is booked from the page of the patient', async ({ page, enter, desk }) => {
  const reception = await desk('brightside')
  const patient = await reception.patient(fresh('Bea Next'))
  await enter('brightside')
  await page.goto(`/staff/patients/${patient.id}`)
  await expect(page.getByText('No visit ahead')).toBeVisible()
  await page.getByRole('button', { name: 'Book a visit' }).click()
  const dialog = page.getByRole('dialog', { name: `Book for ${patient.name}` })
  const time = dialog.getByRole('group', { name: /^Times on / }).getByRole('radio')
  await time.last().click()
  await inspect(page, 'patient-book', [looks.desktopLight, looks.phoneDark])
  await dialog.getByRole('button', { name: /^Book .*\d\d:\d\d$/ }).click()
  await expect(page.getByText(/^Booked for /)).toBeVisible()
  const next = page.getByRole('region', { name: 'Next visit' })
  await expect(next.getByRole('link', { name: /^Open the visit of / })).toBeVisible()
})

test('notes save themselves; when two people write, neither text is lost', async ({
  page,
  enter,
  desk,
}) => {
  const reception = await desk('brightside')
  const { id } = await reception.patient(fresh('Cal Notes'))
  const record = () => reception.get<Patient>(`/api/patients/${id}`)
  const colleague = (data: object) => reception.api.patch(`/api/patients/${id}`, { data })
  await enter('brightside')
  await page.goto(`/staff/patients/${id}`)
  const notes = page.getByRole('textbox', { name: 'Notes' })
  await notes.fill('Afraid of needles')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  expect((await record()).notes).toBe('Afraid of needles')

  // What a colleague changes elsewhere in the record is no conflict.
  await colleague({ phone: '020 7946 0999' })
  await notes.pressSequentially(', likes jazz')
  await expect.poll(async () => (await record()).notes).toBe('Afraid of needles, likes jazz')

  await colleague({ notes: 'Allergic to latex' })
  await notes.pressSequentially(' and tea')
  const both = page.getByRole('alert').filter({ hasText: 'A colleague wrote here too' })
  await expect(both.getByText('Allergic to latex')).toBeVisible()
  await expect(both.getByText('Afraid of needles, likes jazz and tea')).toBeVisible()
  expect((await record()).notes).toBe('Allergic to latex')
  await inspect(page, 'patient-notes-conflict', ALL)
  await both.getByRole('button', { name: 'Keep both' }).click()
  await expect(both).toBeHidden()
  await expect
    .poll(async () => (await record()).notes)
    .toBe('Allergic to latex\n\nAfraid of needles, likes jazz and tea')

  // Left before it was saved, it is saved on the way out.
  await notes.fill('Call before eight')
  await page.getByRole('link', { name: 'All patients' }).click()
  await expect.poll(async () => (await record()).notes).toBe('Call before eight')
})

test('what cannot be loaded is named, and all else is there', async ({ page, enter, desk }) => {
  const reception = await desk('brightside')
  const patient = await someone(reception, 1)
  await page.route('**/api/messages?patient_id=*', (route) => route.abort())
  await enter('brightside')
  await page.goto(`/staff/patients/${patient.id}`)
  await expect(page.getByText(/^Messages could not be loaded/)).toBeVisible()
  const timeline = page.getByRole('list', { name: 'Timeline' })
  await expect(timeline.getByRole('link', { name: 'Hygiene visit' })).toBeVisible()
  await inspect(page, 'patient-partly', [looks.desktopLight, looks.phoneDark])
  await page.unroute('**/api/messages?patient_id=*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText(/^Messages could not be loaded/)).toBeHidden()
})

test('an archived patient leaves the list, after a question', async ({ page, enter, desk }) => {
  const reception = await desk('brightside')
  const { id, name } = await reception.patient(fresh('Dee Archive'))
  await enter('brightside')
  await page.goto(`/staff/patients/${id}`)
  await page.getByRole('button', { name: `More about ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
  await expect(page).toHaveURL(/\/staff\/patients$/)
  await expect(page.getByText(`${name} is archived`)).toBeVisible()
  const record = await reception.get<Patient>(`/api/patients/${id}`)
  expect(Date.now() - Date.parse(record.archived_at ?? '')).toBeLessThan(DAY)
})

test('four hundred patients stream in as one scrolls, and only those in sight are drawn', async ({
  page,
  enter,
}) => {
  const everyone = crowd(400)
  await page.route('**/api/patients?*', (route) => {
    const query = new URL(route.request().url()).searchParams
    const from = Number(query.get('cursor') ?? 0)
    const to = from + Number(query.get('limit'))
    const next_cursor = to < everyone.length ? String(to) : null
    return route.fulfill({ json: { items: everyone.slice(from, to), next_cursor } })
  })
  await enter('brightside')
  await page.goto('/staff/patients')
  const list = page.getByRole('list', { name: 'Patients' })
  await expect(list.getByRole('button', { name: /^Person 0001/ })).toBeVisible()
  const told = page.getByRole('status').filter({ hasText: /shown/ })
  await expect(async () => {
    await page.getByRole('main').evaluate((main) => main.scrollTo(0, main.scrollHeight))
    await expect(told).toHaveText('400 shown, that is all', { timeout: 200 })
  }).toPass({ timeout: 30_000 })
  await expect(list.getByRole('button', { name: /^Person 0400/ })).toBeVisible()
  expect(await list.getByRole('listitem').count()).toBeLessThan(60)
  await expect(list.getByRole('listitem').last()).toHaveAttribute('aria-setsize', '400')
  await inspect(page, 'patients-many', [looks.desktopLight, looks.phoneDark])
})
