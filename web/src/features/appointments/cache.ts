import type { QueryClient } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { alter } from '@/lib/tell'
import { guessed, told as settled } from '@/lib/versions'
import { addMinutes } from '@/lib/wall'

export type Appointment = Schema['Appointment']
type Detail = Schema['DetailedAppointment']
type Listed = { appointments: Schema['CalendarAppointment'][] }
type Pages = { items: Appointment[] }

const lengthOf = ({ starts_at, ends_at }: Appointment): number =>
  (Date.parse(ends_at) - Date.parse(starts_at)) / 60_000

function within<Item extends Appointment>(items: Item[], change: (item: Item) => Item, id: string) {
  return items.map((item) => (item.id === id ? change(item) : item))
}

/** Lays an appointment into everything that shows it, where what is there gives way to it. */
function lay(
  client: QueryClient,
  told: Appointment,
  givesWay: (item: Appointment) => boolean,
): void {
  const ends_local = addMinutes(told.starts_local, lengthOf(told))
  const merge = <Item extends Appointment>(item: Item): Item =>
    givesWay(item) ? { ...item, ...told } : item
  alter<Listed>(client, keys.calendar, (old) => {
    const change = (item: Schema['CalendarAppointment']) => {
      const merged = merge(item)
      return merged === item ? item : { ...merged, ends_local }
    }
    return { ...old, appointments: within(old.appointments, change, told.id) }
  })
  alter<Pages>(client, keys.appointments, (old) => ({
    ...old,
    items: within(old.items, merge, told.id),
  }))
  alter<Detail>(client, [...keys.appointment, told.id], merge)
}

/** What we were told or guess, unless something newer is there already. */
export const absorb = (client: QueryClient, told: Appointment): void =>
  lay(client, told, ({ version }) => version <= told.version)

/** Takes a guess about an appointment back: it is again what it was, and no guess any more. */
export function withdraw(client: QueryClient, was: Appointment): void {
  const guess = guessed(was.version)
  lay(client, { ...was, version: settled(was.version) }, ({ version }) => version === guess)
}

/** A visit that is new into every day that is known; each shows only what is its own. */
export function plant(client: QueryClient, made: Appointment): void {
  const visit = {
    ...made,
    ends_local: addMinutes(made.starts_local, lengthOf(made)),
    buffer_before_minutes: 0,
    buffer_after_minutes: 0,
  }
  alter<Listed>(client, keys.calendar, (old) =>
    old.appointments.some(({ id }) => id === made.id)
      ? old
      : { ...old, appointments: [...old.appointments, visit] },
  )
}
