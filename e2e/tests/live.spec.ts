import type { Page } from '@playwright/test'
import { choose, expect, fresh, PHONE, test, times } from '../support/test'

const AMELIA = 'Dr Amelia Hart'

const board = (page: Page) => page.getByRole('region', { name: /^Day of / })
const card = (page: Page, patient: string) =>
  board(page).getByRole('button', { name: new RegExp(patient) })
const live = (page: Page) =>
  page.getByTitle('What colleagues and patients do appears here by itself')

// One second is promised; a loaded machine may take longer, and the measured time is told. A page that
// is told nothing asks every two minutes.
const SOON = 30_000

/** How long after an answer something is there. */
async function soon(act: () => Promise<unknown>, seen: () => Promise<unknown>): Promise<void> {
  await act()
  const began = Date.now()
  await seen()
  const description = `${Date.now() - began} ms`
  test.info().annotations.push({ type: 'seen after', description })
  process.stdout.write(`${test.info().title}: seen after ${description}\n`)
}

test('booked by one receptionist, in the calendar of the other within a second', async ({
  page,
  enter,
  desk,
}) => {
  const other = await desk('brightside', 'manager')
  const day = await other.day(9, 0)
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  await expect(live(page)).toBeVisible()
  const patient = await other.patient(fresh('Side '))
  const wish = { day, time: '10:00', service: 'Check-up', provider: AMELIA, patient }

  await soon(
    () => other.visit(wish),
    () => expect(card(page, patient.name)).toBeVisible({ timeout: SOON }),
  )
})

/** Another day of the picker by its address, which is of the step only when the click has arrived. */
async function turnTo(picker: Page, day: string) {
  await picker.waitForURL(/[?&]with=/)
  await picker.goto(`${picker.url().replace(/&day=[^&]*/, '')}&day=${day}`)
}

test('booked on the public page, in the calendar of the desk within a second', async ({
  page,
  browser,
  baseURL,
  enter,
  desk,
}) => {
  const day = await (await desk('brightside')).day(9, 1)
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  await expect(live(page)).toBeVisible()
  const elsewhere = await browser.newContext({ viewport: PHONE, ...(baseURL ? { baseURL } : {}) })
  const patient = await elsewhere.newPage()
  const name = fresh('Public ')
  await patient.goto('/book/brightside')
  await choose(patient, 'Check-up')
  await choose(patient, AMELIA)
  await turnTo(patient, day)
  await times(patient).first().click()
  await patient.getByLabel('Full name').fill(name)
  await patient.getByLabel('E-mail').fill(`${fresh('p')}@example.com`)
  await patient.getByLabel('Choose a password').fill('a rather long one')

  await soon(
    async () => {
      const answer = patient.waitForResponse(
        (r) => r.url().endsWith('/scheduling/appointments') && r.status() === 201,
      )
      await patient.getByRole('button', { name: 'Create account and book' }).click()
      await answer
    },
    () => expect(card(page, name)).toBeVisible({ timeout: SOON }),
  )
  await elsewhere.close()
})

test('a time that someone takes goes from the public page, with a word, and the focus stays', async ({
  page,
  desk,
}) => {
  const reception = await desk('brightside')
  const day = await reception.day(9, 2)
  let greeted = false
  await page.goto('/book/brightside')
  await choose(page, 'Check-up')
  await choose(page, AMELIA)
  page.on('websocket', (socket) => {
    socket.on('framereceived', () => {
      greeted = true
    })
  })
  await turnTo(page, day)
  await expect.poll(() => greeted).toBe(true)
  const ten = times(page).and(page.getByRole('radio', { name: '10:00' }))
  await ten.focus()
  const wish = { day, time: '10:00', service: 'Check-up', provider: AMELIA }
  const patient = await reception.patient(fresh('Quick '))

  await soon(
    () => reception.visit({ ...wish, patient }),
    () => expect(ten).toHaveCount(0, { timeout: SOON }),
  )
  // A visit takes the times before it, too, in which another would no longer fit.
  const note = page.getByRole('status').filter({ hasText: 'from 09:30 to 10:30' })
  await expect(note).toBeVisible()
  await expect(times(page).and(page.locator(':focus'))).toHaveCount(1)
})

test('what happened while the network was gone is there when it is back', async ({
  page,
  context,
  enter,
  desk,
}) => {
  const reception = await desk('brightside', 'manager')
  const day = await reception.day(9, 3)
  await enter('brightside')
  await page.goto(`/staff?day=${day}`)
  await expect(live(page)).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText('Offline').last()).toBeVisible()
  const patient = await reception.patient(fresh('Unseen '))
  await reception.visit({ day, time: '11:00', service: 'Check-up', provider: AMELIA, patient })
  await expect(card(page, patient.name)).toHaveCount(0)
  await context.setOffline(false)

  await expect(card(page, patient.name)).toBeVisible({ timeout: SOON })
  await expect(live(page)).toBeVisible()
})

const CLOSED = 'a socket is closed'

test('signing out ends the socket, in the other tab too', async ({ page, context, enter }) => {
  await enter('brightside')
  const closed: Page[] = []
  // By the page or by the server, whichever is quicker. The document is replaced at once, of whose
  // sockets a browser tells only sometimes.
  context.on('console', (message) => {
    const tab = message.page()
    if (message.text() === CLOSED && tab) closed.push(tab)
  })
  await context.addInitScript((word) => {
    const { close } = WebSocket.prototype
    // biome-ignore lint/suspicious/noConsole: the one word of a page that outlives it
    const tell = () => console.info(word)
    WebSocket.prototype.close = function (...why) {
      tell()
      return close.apply(this, why)
    }
    window.WebSocket = class extends WebSocket {
      constructor(...where: ConstructorParameters<typeof WebSocket>) {
        super(...where)
        this.addEventListener('close', tell)
      }
    }
  }, CLOSED)
  const tabs = [page, await context.newPage()]
  for (const tab of tabs) {
    await tab.goto('/staff')
    await expect(live(tab)).toBeVisible()
  }
  await page.getByRole('button', { name: 'Account menu of Ellie Brooks' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()

  for (const tab of tabs) {
    await expect(tab).toHaveURL(/\/login/)
    await expect.poll(() => closed.includes(tab), { timeout: SOON }).toBe(true)
  }
})
