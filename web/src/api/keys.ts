/** One root key per resource. Invalidating a root refreshes everything beneath it. */
export const keys = {
  me: ['me'],
  clinic: ['clinic'],
  services: ['services'],
  providers: ['providers'],
  availability: ['availability'],
  appointments: ['appointments'],
  appointment: ['appointment'],
  calendar: ['calendar'],
  patients: ['patients'],
  messages: ['messages'],
  deliveries: ['deliveries'],
  analytics: ['analytics'],
  staff: ['staff'],
  link: ['link'],
  webhooks: ['webhooks'],
  audit: ['audit'],
  files: ['files'],
  payments: ['payments'],
  paying: ['paying'],
} as const

type Keys = readonly (readonly string[])[]

/** Every list that shows appointments or what they leave free. */
export const scheduleKeys = [
  keys.availability,
  keys.appointments,
  keys.appointment,
  keys.calendar,
  keys.messages,
] as const

const visitKeys = [keys.appointments, keys.appointment, keys.calendar] as const

/** What each server event makes stale, by its name or how its name begins. */
const affected: readonly (readonly [string, Keys])[] = [
  ['availability.changed', [keys.availability]],
  ['appointment.', [keys.availability, ...visitKeys, keys.payments]],
  ['payment.', [keys.payments]],
  ['hold.', [keys.availability]],
  ['patient.', [keys.patients, ...visitKeys]],
  ['provider.changed', [keys.providers, keys.availability, keys.calendar]],
  ['service.changed', [keys.services, keys.availability, keys.calendar]],
  ['message.', [keys.messages]],
  ['delivery.', [keys.deliveries]],
  ['file.', [keys.files]],
]

export const affectedBy = (event: string): Keys =>
  affected.find(([name]) => event.startsWith(name))?.[1] ?? []

/** Everything that some event may make stale. */
export const liveKeys: Keys = [...new Set(affected.flatMap(([, stale]) => stale))]
