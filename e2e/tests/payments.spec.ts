import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Download, Page } from '@playwright/test'
import { inspect as inspectIn, looks } from '../support/look'
import {
  booked,
  choose,
  DESKTOP,
  expect,
  freeDays,
  fresh,
  later,
  PHONE,
  type Schema,
  showDay,
  test,
  times,
} from '../support/test'

const GOOD = '4242424242424242'
const DECLINED = '4000000000000002'
const ASKS = '4000002500003155'
const PAID = { timeout: 30_000 }
const EITHER = [looks.phoneDark, looks.desktopLight]

const inspect = (page: Page, screen: string) => inspectIn(page, `payments-${screen}`, EITHER)

/** A new patient books what asks for a deposit, and stands before paying it. */
async function bookWithDeposit(page: Page, nth: number): Promise<{ id: string; name: string }> {
  const name = fresh('Nora Payne ')
  await page.goto('/book/brightside')
  await choose(page, "Children's check-up")
  await later(page)
  await showDay(freeDays(page).nth(nth))
  await times(page).first().click()
  await expect(page.getByRole('heading', { name: 'What you agree to' })).toBeVisible()
  await expect(page.getByText(/You pay £15.00 of it now/)).toBeVisible()
  await page.getByLabel('Full name').fill(name)
  await page.getByLabel('E-mail').fill(`${fresh('nora')}@example.com`)
  await page.getByLabel('Choose a password').fill('a rather long password')
  await page.getByRole('button', { name: 'Create account and book' }).click()
  await expect(page.getByRole('heading', { name: 'Pay to keep your time' })).toBeVisible()
  return { id: booked(page), name }
}

async function pay(page: Page, number: string): Promise<void> {
  await page.getByRole('button', { name: 'Fill in the test card' }).click()
  await page.getByLabel('Card number').fill(number)
  await page.getByRole('button', { name: 'Pay £15.00' }).click()
}

async function keep(download: Download, name: string): Promise<void> {
  await mkdir('artifacts/papers', { recursive: true })
  await pipeline(await download.createReadStream(), createWriteStream(`artifacts/papers/${name}`))
}

test('a deposit is paid, reception sees it come, the manager gives it back', async ({
  page,
  browser,
  baseURL,
  desk,
}) => {
  test.slow()
  const reception = await desk('brightside')
  const { id, name } = await bookWithDeposit(page, 2)
  expect(await reception.appointment(id)).toMatchObject({ status: 'pending_payment' })
  await expect(page.getByText(/^Your time is kept for (10|9):\d\d$/)).toBeVisible()
  await expect(page.getByText('Test money')).toBeVisible()
  await inspect(page, 'pay')

  const { starts_local } = await reception.appointment(id)
  const context = await browser.newContext({ viewport: DESKTOP, baseURL: baseURL ?? '' })
  const staff = await context.newPage()
  await context.request.post('/api/auth/login', {
    data: {
      email: 'manager@brightside.demo',
      password: 'TopSmile-Demo-2026',
      clinic: 'brightside',
    },
    headers: { Origin: baseURL ?? '' },
  })
  await staff.goto(`/staff?day=${starts_local.slice(0, 10)}&visit=${id}`)
  const drawer = staff.getByRole('dialog')
  await expect(drawer.getByRole('heading', { name })).toBeVisible()
  await expect(drawer.getByText('Awaiting payment', { exact: true })).toBeVisible()

  await pay(page, GOOD)
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible(PAID)
  await expect(drawer.getByText('Confirmed', { exact: true }).first()).toBeVisible(PAID)
  const row = drawer.getByRole('listitem', { name: 'Deposit, £15.00' })
  await expect(row.getByText('Paid', { exact: true })).toBeVisible(PAID)
  await inspect(staff, 'drawer')
  await staff.setViewportSize(DESKTOP)

  await row.getByRole('button', { name: 'Pay back' }).click()
  const dialog = staff.getByRole('dialog', { name: 'Pay back' })
  await dialog.getByLabel('A part').check()
  await dialog.getByLabel(/^Amount/).fill('5')
  await inspect(staff, 'refund')
  await dialog.getByRole('button', { name: 'Pay £5.00 back' }).click()
  await expect(row.getByText('Partly paid back')).toBeVisible(PAID)
  await row.getByRole('button', { name: 'Pay back' }).click()
  await dialog.getByRole('button', { name: 'Pay £10.00 back' }).click()
  await expect(row.getByText('Paid back', { exact: true })).toBeVisible(PAID)
  await expect(row.getByRole('button', { name: 'Pay back' })).toHaveCount(0)

  await staff.goto('/staff/payments')
  const theirs = staff.getByRole('listitem', { name: `Deposit, £15.00, ${name}` })
  await expect(theirs).toContainText("Deposit · Children's check-up, ")
  await inspect(staff, 'list-paid')
  await theirs.getByRole('link', { name }).click()
  await expect(staff.getByRole('heading', { name, level: 1 })).toBeVisible()

  await page.goto('/portal/payments')
  const mine = page.getByRole('listitem', { name: 'Deposit, £15.00' })
  await expect(mine).toContainText("Children's check-up, ")
  await expect(mine.getByText('Paid back', { exact: true })).toBeVisible(PAID)
  await inspect(page, 'portal-payments')
  const downloading = page.waitForEvent('download')
  await mine.getByRole('button', { name: 'Receipt for Deposit, £15.00' }).click()
  await keep(await downloading, 'receipt.pdf')
  await context.close()
})

test('on a phone, after a card that is declined and one whose bank asks', async ({
  page,
  desk,
}) => {
  test.slow()
  await page.setViewportSize(PHONE)
  const reception = await desk('brightside')
  const { id } = await bookWithDeposit(page, 4)
  await pay(page, DECLINED)
  await expect(page.getByRole('alert')).toContainText('Nothing was charged')
  await inspect(page, 'declined')
  expect(await reception.appointment(id)).toMatchObject({ status: 'pending_payment' })

  await page.setViewportSize(PHONE)
  await page.reload()
  await pay(page, ASKS)
  await page.getByRole('button', { name: 'Fail authentication' }).click()
  await expect(page.getByRole('alert')).toContainText('Your bank was not sure')
  await pay(page, ASKS)
  await page.getByRole('button', { name: 'Complete authentication' }).click()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible(PAID)
  const { items } = await reception.get<{ items: Schema['Payment'][] }>('/api/payments', {
    appointment_id: id,
  })
  expect(items.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
})

test('leaving, coming back from the portal, and two windows: one payment', async ({
  page,
  context,
  desk,
}) => {
  const reception = await desk('brightside')
  const { id } = await bookWithDeposit(page, 6)
  await page.goto('/portal')
  await page.getByRole('link', { name: 'Pay now' }).first().click()
  await expect(page.getByRole('button', { name: 'Pay £15.00' })).toBeVisible()
  const other = await context.newPage()
  await other.goto(`/portal/pay/${id}`)
  await expect(other.getByRole('button', { name: 'Pay £15.00' })).toBeEnabled()
  await pay(page, GOOD)
  for (const each of [page, other])
    await expect(each.getByRole('heading', { name: 'Paid. Thank you!' })).toBeVisible(PAID)
  const { items } = await reception.get<{ items: Schema['Payment'][] }>('/api/payments', {
    appointment_id: id,
  })
  expect(items.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
})

test('the books, the papers and the terms of the office', async ({ page, enter }) => {
  test.slow()
  await enter('brightside', 'admin')
  await page.goto('/staff/payments')
  await expect(page.getByRole('heading', { name: 'Payments', level: 1 })).toBeVisible()
  await inspect(page, 'list')
  for (const tab of ['Ledger', 'Reports', 'Terms', 'Stripe']) {
    await page.setViewportSize(DESKTOP)
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('tabpanel')).not.toBeEmpty()
    await inspect(page, tab.toLowerCase())
  }
})

test('reception sees payments but neither books nor terms', async ({ page, enter }) => {
  await enter('brightside')
  await page.goto('/staff/payments')
  await expect(page.getByRole('tab')).toHaveText(['Payments'])
})

test('whoever cancels is told what becomes of their money, and so it is', async ({ page }) => {
  test.slow()
  await bookWithDeposit(page, 1)
  await pay(page, GOOD)
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible(PAID)
  await page.goto('/portal')
  await page.getByRole('button', { name: 'Cancel visit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancel this visit?' })
  await expect(dialog).toContainText('Cancelling costs you nothing until')
  await expect(dialog).toContainText('£15.00 goes back to you.')
  await inspect(page, 'cancel')
  await dialog.getByRole('button', { name: 'Yes, cancel it' }).click()
  await expect(page.getByText('The visit is cancelled.')).toBeVisible()
  await page.goto('/portal/payments')
  const mine = page.getByRole('listitem', { name: 'Deposit, £15.00' })
  await expect(mine.getByText('Paid back', { exact: true })).toBeVisible(PAID)
})
