import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PYTHON } from '../support/python'
import {
  booked,
  choose,
  DELIVERED,
  expect,
  freeDays,
  home,
  later,
  showDay,
  test,
  times,
} from '../support/test'

type Traces = Record<'events' | 'deliveries' | 'messages', Record<string, string>[]>

const script = fileURLToPath(new URL('../support/traces.py', import.meta.url))
const traces = (requestId: string): Traces => {
  const env = { ...process.env, TOPSMILE_HOME: home() }
  return JSON.parse(execFileSync(PYTHON, ['-P', script, requestId], { env, encoding: 'utf8' }))
}
const logged = (file: string, requestId: string): Record<string, unknown>[] =>
  readFileSync(`${home()}/log/${file}`, 'utf8')
    .split('\n')
    .filter((line) => line.includes(requestId))
    .map((line) => JSON.parse(line))

test('the number of one booking is in the log, the event, the delivery and the message', async ({
  page,
  desk,
  enter,
}) => {
  const reception = await desk('brightside')
  await enter('brightside', 'patient')
  await page.goto('/portal')
  await page.getByRole('link', { name: 'Book a visit' }).first().click()
  await choose(page, 'Hygiene visit')
  await later(page)
  await showDay(freeDays(page).last())
  await times(page).last().click()
  const asked = page.waitForRequest((request) => {
    return request.method() === 'POST' && request.url().endsWith('/scheduling/appointments')
  })
  await page.getByRole('button', { name: 'Book this visit' }).click()
  const request = await asked
  const requestId = (await request.headerValue('x-request-id')) ?? ''
  expect(requestId).toMatch(/^[A-Za-z0-9._-]{8,128}$/)
  expect(await (await request.response())?.headerValue('x-request-id')).toBe(requestId)
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  const id = booked(page)

  await expect
    .poll(
      async () => (await reception.messages(id)).map((message) => message.request_id),
      DELIVERED,
    )
    .toEqual([requestId])
  expect(logged('serve.log', requestId)).toContainEqual(
    expect.objectContaining({ request_id: requestId, method: 'POST', status: 201 }),
  )
  const { events, deliveries, messages } = traces(requestId)
  const created = events.find(({ name }) => name === 'appointment.created')
  expect(created).toBeTruthy()
  expect(deliveries).toContainEqual(
    expect.objectContaining({ event_id: created?.id, state: 'done' }),
  )
  expect(messages).toEqual([expect.objectContaining({ appointment_id: id })])
})
