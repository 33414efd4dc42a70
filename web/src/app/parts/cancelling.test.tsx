import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Schema } from '@/api/client'
import { Providers } from '@/app/providers'
import { speakLikeClinic } from '@/lib/i18n'
import { createQueryClient } from '@/lib/query'
import { appointment, problem } from '@/test/clinic'
import { held } from '@/test/held'
import { Cancelling } from './cancelling'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() =>
  Promise.all([speakLikeClinic('en-GB', 'inside'), speakLikeClinic('en-GB', 'ours')]),
)
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const pounds = (amount: number) => ({ amount, currency: 'GBP' })
const cost = (fee: number, refund: number, charge: number, byHand = 0): Schema['Cancelling'] => ({
  free_until: '2030-01-06T09:00:00Z',
  free_until_local: '2030-01-06T09:00:00',
  fee: pounds(fee),
  refund: pounds(refund),
  charge: pounds(charge),
  by_hand: pounds(byHand),
})
const ANSWER = 'http://clinic.test/api/payments/terms/a1'

function opened(
  side: 'patient' | 'staff',
  answer: () => Response | Promise<Response>,
  mayKnow = true,
) {
  server.use(http.get(ANSWER, answer))
  const given: [reason: string, notAfter: string | undefined][] = []
  const words = { title: 'Cancel this visit?', text: '', reason: 'Why', yes: 'Yes, cancel it' }
  render(
    <Providers client={createQueryClient()}>
      <Cancelling
        appointment={appointment('2030-01-07T09:00:00')}
        side={side}
        mayKnow={mayKnow}
        words={words}
        onClose={() => {}}
        onCancel={(...how) => given.push(how)}
      />
    </Providers>,
  )
  return given
}
const told = (cancelling: Schema['Cancelling'] | null) => () => HttpResponse.json({ cancelling })
const yes = () => screen.getByRole('button', { name: 'Yes, cancel it' })

const SAID: [string, 'patient' | 'staff', Schema['Cancelling'], string][] = [
  [
    'in time',
    'patient',
    cost(0, 1500, 0),
    'Cancelling costs you nothing until Sun 6 Jan, 09:00. £15.00 goes back to you.',
  ],
  [
    'no fee at all',
    'patient',
    { ...cost(0, 0, 0), free_until_local: null },
    'Cancelling costs you nothing.',
  ],
  [
    'late, more was paid',
    'patient',
    cost(1000, 500, 0),
    'It costs £10.00, as agreed. £5.00 goes back to you.',
  ],
  ['late, just that was paid', 'patient', cost(1000, 0, 0), 'What you have paid covers it.'],
  ['late, less was paid', 'patient', cost(1000, 0, 400), '£4.00 of it is still to be paid'],
  [
    'by the clinic',
    'staff',
    cost(0, 1500, 0),
    'it costs the patient nothing. £15.00 goes back to the patient.',
  ],
  ['paid by boleto', 'patient', cost(0, 0, 0, 1500), '£15.00 is given back to you by the clinic.'],
  [
    'paid by boleto, at the desk',
    'staff',
    cost(0, 0, 0, 1500),
    '£15.00 has to be given back by hand',
  ],
]

for (const [what, side, cancelling, words] of SAID)
  test(`what it costs is said before it is done: ${what}`, async () => {
    opened(side, told(cancelling))
    expect(await screen.findByText(words, { exact: false })).toBeTruthy()
  })

test('nothing is given up before that is known', async () => {
  const { answer, release } = held<Response>()
  const given = opened('patient', () => answer)
  await screen.findByRole('dialog')
  await userEvent.click(yes())
  expect(given).toEqual([])
  release(told(cost(0, 0, 0))())
  await screen.findByText(/costs you nothing/)
  await userEvent.click(yes())
  expect(given).toHaveLength(1)
})

test('a patient means what was told: free of charge until then, and at a known cost whenever', async () => {
  const free = opened('patient', told(cost(0, 1500, 0)))
  await screen.findByText(/costs you nothing until/)
  await userEvent.click(yes())
  expect(free).toEqual([['', '2030-01-06T09:00:00Z']])
})

test.each([
  ['patient', cost(1000, 0, 0), /It costs £10/],
  ['staff', cost(0, 1500, 0), /£15/],
] as const)('at a cost that no moment changes %s sets none', async (side, known, words) => {
  const given = opened(side, told(known))
  await screen.findByText(words)
  await userEvent.click(yes())
  expect(given).toEqual([['', undefined]])
})

test('where it cannot be known it is said, and a visit can be given up all the same', async () => {
  const given = opened('patient', () => problem(403, 'not_allowed'))
  expect(await screen.findByText('What it costs could not be loaded.')).toBeTruthy()
  await userEvent.click(yes())
  expect(given).toEqual([['', undefined]])
})

test('a line that says nothing keeps nobody from it', async () => {
  const given = opened('staff', () => new Promise(() => {}))
  expect(await screen.findByText(/could not be loaded/, {}, { timeout: 8_000 })).toBeTruthy()
  await userEvent.click(yes())
  expect(given).toEqual([['', undefined]])
}, 10_000)

test('who may not see payments is asked without them', async () => {
  let asked = 0
  const answer = () => {
    asked += 1
    return told(cost(0, 1500, 0))()
  }
  const given = opened('staff', answer, false)
  await screen.findByRole('dialog')
  await userEvent.click(yes())
  expect(given).toEqual([['', undefined]])
  expect(asked).toBe(0)
  expect(screen.queryByText(/costs the patient/)).toBeNull()
})
