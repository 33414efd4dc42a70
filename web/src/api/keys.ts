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
} as const

/** Every list that shows appointments or what they leave free. */
export const scheduleKeys = [
  keys.availability,
  keys.appointments,
  keys.appointment,
  keys.calendar,
  keys.messages,
] as const

/** What each server event makes stale; the socket and polling both go by it. */
export const affected: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'availability.changed': [keys.availability],
  'appointment.created': scheduleKeys,
  'appointment.rescheduled': scheduleKeys,
  'appointment.cancelled': scheduleKeys,
  'appointment.changed': scheduleKeys,
  'patient.changed': [keys.patients],
}
