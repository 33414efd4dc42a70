import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ComponentProps } from 'react'
import { expect, test, vi } from 'vitest'
import { appointment, slot } from '@/test/clinic'
import { type Free, freeTimes } from '../conflict'
import { Conflict } from './conflict'

const ana = { id: 'ana', name: 'Dr Ana Moura' }
const rui = { id: 'rui', name: 'Dr Rui Costa' }
const at = { starts_local: '2030-01-07T11:00:00', provider: ana }

function show(more: Partial<ComponentProps<typeof Conflict>> = {}) {
  const acts = { onTake: vi.fn<(free: Free) => void>(), onDrop: vi.fn() }
  render(
    <MantineProvider>
      <Conflict
        code="slot_taken"
        wanted={{ act: 'reschedule', patient: 'Mia Torres', at }}
        now={[appointment('2030-01-07T11:00:00', { patient: { id: 'p2', name: 'Leo Dias' } })]}
        alternatives={freeTimes(
          [
            slot('2030-01-07T11:30:00'),
            slot('2030-01-08T09:00:00', 'rui'),
            slot('2030-01-08T09:00:00', 'gone'),
          ],
          [ana, rui],
        )}
        {...acts}
        {...more}
      />
    </MantineProvider>,
  )
  return acts
}

test('says what was wanted, who is there now, and takes what is free with one click', async () => {
  const { onTake } = show()

  expect(screen.getByRole('alert').textContent).toMatch(/^Not moved: Someone else/)
  expect(screen.getByText('Move Mia Torres')).toBeTruthy()
  expect(screen.getByText('Leo Dias')).toBeTruthy()
  const [same, other, ...more] = screen.getAllByRole('button', { name: /^Take / })
  expect(more).toEqual([])
  expect(same?.textContent).toBe('11:30')
  expect(other?.textContent).toBe('Tue 8 Jan09:00Dr Rui Costa')
  if (other) await userEvent.click(other)
  expect(onTake.mock.calls[0]?.[0]).toMatchObject({
    provider: rui,
    starts_at: '2030-01-08T12:00:00Z',
  })
})

test('the same once more only where that is possible, and always a way out', async () => {
  const { onDrop } = show({
    code: 'cannot_become',
    wanted: { act: 'check-in', patient: 'Mia Torres' },
    now: [appointment('2030-01-07T09:00:00', { status: 'cancelled' })],
    alternatives: [],
  })

  expect(screen.getByRole('alert').textContent).toMatch(/^Not done: /)
  expect(screen.getByText('Cancelled')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Do it all the same' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Leave it as it is' }))
  expect(onDrop).toHaveBeenCalledOnce()
})
