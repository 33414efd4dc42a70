import { expect, test } from 'vitest'
import { appointment } from '@/test/clinic'
import type { Calendar, Visit } from './geometry'
import { sorted } from './today'

const DAY = '2030-01-07'

const visit = (id: string, time: string, status: Visit['status'], day = DAY): Visit => ({
  ...appointment(`${day}T${time}:00`, { id, status }),
  ends_local: `${day}T${time.slice(0, 2)}:50:00`,
  buffer_before_minutes: 0,
  buffer_after_minutes: 10,
})

const told = (...appointments: Visit[]): Calendar => ({
  timezone: 'America/Sao_Paulo',
  today: DAY,
  now_local: `${DAY}T10:00:00`,
  step_minutes: 5,
  providers: [
    {
      id: 'ana',
      name: 'Dr Ana Moura',
      specialty: '',
      open: [
        {
          starts_local: `${DAY}T09:00:00`,
          ends_local: `${DAY}T14:00:00`,
          starts_at: '',
          ends_at: '',
        },
      ],
    },
  ],
  appointments,
})

test('who is here, late, next and not sure, at this minute', () => {
  const today = sorted(
    told(
      visit('next', '11:00', 'confirmed'),
      visit('late', '09:00', 'scheduled'),
      visit('waits', '10:00', 'checked_in'),
      visit('sits', '09:00', 'in_progress'),
      visit('gone', '09:00', 'completed'),
      visit('owes', '12:00', 'pending_payment'),
      visit('tomorrow', '09:00', 'scheduled', '2030-01-08'),
    ),
    `${DAY}T10:02:00`,
  )
  const ids = (visits: Visit[]) => visits.map(({ id }) => id)

  expect(ids(today.late)).toEqual(['late'])
  expect(ids(today.waiting)).toEqual(['waits'])
  expect(ids(today.inChair)).toEqual(['sits'])
  expect(ids(today.next)).toEqual(['next'])
  expect(ids(today.unconfirmed)).toEqual(['tomorrow'])
  expect(ids(today.unpaid)).toEqual(['owes'])
  expect(today.gaps).toMatchObject([{ from: 13 * 60, to: 14 * 60, provider: { id: 'ana' } }])
})

test('a gap begins now at the earliest, and a short one is none', () => {
  const gaps = (now: string, ...visits: Visit[]) => sorted(told(...visits), `${DAY}T${now}:00`).gaps
  expect(gaps('10:02')).toMatchObject([{ from: 10 * 60 + 5, to: 14 * 60 }])
  expect(gaps('13:40')).toEqual([])
  expect(gaps('09:00', visit('no', '11:00', 'no_show'))).toHaveLength(1)
})
