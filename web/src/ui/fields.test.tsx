import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type ReactNode, useState } from 'react'
import { expect, test, vi } from 'vitest'
import { speakLikeClinic } from '@/lib/i18n'
import { DayField, ReadyDayField } from './day-field'
import { TimeField } from './time-field'

const told = vi.fn<(value: string) => void>()
const meant = () => told.mock.lastCall?.[0]

type Field = typeof DayField | typeof TimeField
type HeldProps = { Field: Field; first: string }

function Held({ Field, first }: HeldProps) {
  const [value, setValue] = useState(first)
  const tell = (next: string) => {
    told(next)
    setValue(next)
  }
  return <Field label="When" value={value} onChange={tell} />
}

function HeldReady() {
  const [day, setDay] = useState('2026-02-03')
  const tell = (next: string) => {
    told(next)
    setDay(next)
  }
  return <ReadyDayField label="When" day={day} onDay={tell} />
}

async function shown(locale: string, held: ReactNode) {
  told.mockClear()
  await speakLikeClinic(locale, 'inside')
  render(<MantineProvider>{held}</MantineProvider>)
  return screen.getByRole<HTMLInputElement>('textbox', { name: 'When' })
}

async function ready(day: string) {
  told.mockClear()
  await speakLikeClinic('en-GB', 'inside')
  const page = (shown: string) => (
    <MantineProvider>
      <ReadyDayField label="When" day={shown} onDay={told} />
    </MantineProvider>
  )
  const { rerender } = render(page(day))
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'When' })
  return { field, rerender: (other: string) => rerender(page(other)) }
}

const isWrong = (field: HTMLElement) => field.getAttribute('aria-invalid') === 'true'

const plain = (field: HTMLInputElement) => field.value.replace(/\s/g, ' ')

test.each([
  ['pt-BR', '03/02/2026', '31/12/2026'],
  ['en-GB', '03/02/2026', '31/12/2026'],
  ['en-US', '02/03/2026', '12/31/2026'],
])('a day as %s writes it: %s', async (locale, written, typed) => {
  const field = await shown(locale, <Held Field={DayField} first="2026-02-03" />)
  expect(field.value).toBe(written)
  await userEvent.type(field, typed, { initialSelectionStart: 0, initialSelectionEnd: 10 })
  expect(meant()).toBe('2026-12-31')
})

test.each([
  ['pt-BR', '21:00', '9:30 PM', '21:30'],
  ['en-GB', '21:00', '2130', '21:30'],
  ['en-US', '9:00 PM', '2130', '9:30 PM'],
])('a time as %s writes it: %s', async (locale, written, typed, then) => {
  const field = await shown(locale, <Held Field={TimeField} first="21:00" />)
  expect(plain(field)).toBe(written)
  await userEvent.clear(field)
  await userEvent.type(field, typed)
  await userEvent.tab()
  expect(meant()).toBe('21:30')
  expect(plain(field)).toBe(then)
})

test('whoever comes to a field by keys types over what is there', async () => {
  const field = await shown('en-GB', <Held Field={TimeField} first="09:00" />)
  await userEvent.tab()
  expect(document.activeElement).toBe(field)
  await userEvent.keyboard('8')
  await userEvent.tab()
  expect(meant()).toBe('08:00')
})

test('arrows move a time by a quarter of an hour', async () => {
  const field = await shown('en-GB', <Held Field={TimeField} first="09:00" />)
  await userEvent.type(field, '{ArrowUp}{ArrowUp}{ArrowDown}')
  expect(meant()).toBe('09:15')
})

test.each([
  [DayField, '2026-02-03', '30/02/2026', 'Write the date like 31/12/2030'],
  [TimeField, '09:00', 'noonish', 'Write the time like 14:30'],
] as const)(
  'what cannot be read stays, with a word about it',
  async (Field, first, typed, word) => {
    const field = await shown('en-GB', <Held Field={Field} first={first} />)
    await userEvent.clear(field)
    expect(meant()).toBe('')
    await userEvent.type(field, typed)
    expect(isWrong(field)).toBe(false)
    await userEvent.tab()
    expect(field.value).toBe(typed)
    expect(isWrong(field)).toBe(true)
    screen.getByRole('textbox', { name: 'When', description: word })
    // By this a form knows that nobody can tell what is meant.
    expect(meant()).toBe(typed)
  },
)

test('Enter tells what was typed before the form is sent', async () => {
  const field = await shown('en-GB', <Held Field={DayField} first="" />)
  expect(field.placeholder).toBe('dd/mm/yyyy')
  await userEvent.type(field, '3/2/26{Enter}')
  expect(meant()).toBe('2026-02-03')
})

test('what is looked up at once is told only when it is a day, or none', async () => {
  const field = await shown('en-GB', <HeldReady />)
  await userEvent.type(field, '4/2', { initialSelectionStart: 0, initialSelectionEnd: 10 })
  await userEvent.tab()
  expect(told).not.toHaveBeenCalled()
  expect(isWrong(field)).toBe(true)
  await userEvent.clear(field)
  await userEvent.type(field, '04/02/2026')
  expect(told.mock.calls.flat()).toEqual(['', '2026-02-04'])
  expect(isWrong(field)).toBe(false)
})

test('a day that was told while it was typed is not told again when it is left', async () => {
  const field = await shown('en-GB', <Held Field={DayField} first="2026-02-03" />)
  await userEvent.type(field, '05/03/2026', { initialSelectionStart: 0, initialSelectionEnd: 10 })
  const before = told.mock.calls.length
  await userEvent.tab()
  expect(told.mock.calls).toHaveLength(before)
})

test('what is looked up forgets what could not be read when the day changes elsewhere', async () => {
  const { rerender, field } = await ready('2026-02-03')
  await userEvent.type(field, '4/2', { initialSelectionStart: 0, initialSelectionEnd: 10 })
  await userEvent.tab()
  expect(field.value).toBe('4/2')
  rerender('2026-05-06')
  expect(field.value).toBe('06/05/2026')
  expect(isWrong(field)).toBe(false)
})

test('half a date, left and come back to, is written on', async () => {
  const field = await shown('en-GB', <Held Field={DayField} first="" />)
  await userEvent.type(field, '03/02')
  await userEvent.tab()
  field.focus()
  await userEvent.keyboard('/1980')
  expect(field.value).toBe('03/02/1980')
})

test('of a year with two digits only a birth is put into the last century', async () => {
  const field = await shown(
    'en-GB',
    <ReadyDayField label="When" day="" latest="2025-12-31" onDay={told} />,
  )
  await userEvent.type(field, '1/1/26')
  await userEvent.tab()
  expect(meant()).toBe('2026-01-01')
})

test('a day can be chosen from a month', async () => {
  const field = await shown('en-GB', <Held Field={DayField} first="2026-02-03" />)
  await userEvent.click(screen.getByRole('button', { name: 'When: choose from a calendar' }))
  await userEvent.click(await screen.findByLabelText('14 February 2026'))
  expect(meant()).toBe('2026-02-14')
  expect(field.value).toBe('14/02/2026')
})
