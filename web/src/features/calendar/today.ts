import { type Day, dayOf, minuteOf, type Wall } from '@/lib/wall'
import { occupied, without } from './fullness'
import { type Calendar, openSpans, type Span, type Visit } from './geometry'

/** A shorter time is not worth a telephone call. */
const WORTH_FILLING = 30
const NEXT = 6

export type Gap = Span & { provider: { id: string; name: string } }

export type Today = {
  waiting: Visit[]
  inChair: Visit[]
  late: Visit[]
  next: Visit[]
  unconfirmed: Visit[]
  unpaid: Visit[]
  gaps: Gap[]
}

/** What nobody has yet of the hours that are left today. */
function gapsOf(calendar: Calendar, day: Day, now: number): Gap[] {
  return calendar.providers
    .flatMap(({ id, name, ...rest }) => {
      const theirs = calendar.appointments.filter(
        (visit) => visit.provider.id === id && dayOf(visit.starts_local) === day,
      )
      const taken = theirs
        .filter(({ status }) => status !== 'no_show')
        .map((visit) => occupied(visit, day))
      const open = openSpans({ id, name, ...rest }, day)
      const left = without(open, [{ from: 0, to: Math.ceil(now / 5) * 5 }, ...taken])
      return left.map((span) => ({ ...span, provider: { id, name } }))
    })
    .filter(({ from, to }) => to - from >= WORTH_FILLING)
    .sort((one, other) => one.from - other.from)
}

/** The day as the front desk asks about it, at this minute. Tomorrow's are only to be confirmed. */
export function sorted(calendar: Calendar, now: Wall): Today {
  const day = calendar.today
  const inOrder = calendar.appointments.toSorted((one, other) =>
    one.starts_local < other.starts_local ? -1 : 1,
  )
  const today = inOrder.filter(({ starts_local }) => dayOf(starts_local) === day)
  const is = (...states: Visit['status'][]) => today.filter(({ status }) => states.includes(status))
  const expected = is('scheduled', 'confirmed')
  return {
    waiting: is('checked_in'),
    inChair: is('in_progress'),
    late: expected.filter(({ starts_local }) => starts_local < now),
    next: expected.filter(({ starts_local }) => starts_local >= now).slice(0, NEXT),
    unconfirmed: inOrder.filter(
      ({ status, starts_local }) => status === 'scheduled' && starts_local >= now,
    ),
    unpaid: inOrder.filter(({ status }) => status === 'pending_payment'),
    gaps: gapsOf(calendar, day, minuteOf(now, day)),
  }
}
