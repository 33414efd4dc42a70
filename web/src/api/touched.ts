import type { QueryClient } from '@tanstack/react-query'
import { keys, type Root } from './keys'

/**
 * Which event and which mutation makes which queries stale: the only place that says so. What is
 * named here is asked again at once where it is on the screen, and elsewhere when it next is.
 * docs/reference/queries.md is made of these tables.
 */

const visits = ['appointments', 'appointment', 'calendar'] as const
const schedule = ['availability', ...visits, 'messages'] as const
const money = ['payments', ...schedule] as const

/** Server events, by their name or by how their names begin. */
export const heard = {
  'availability.changed': ['availability'],
  'appointment.': ['availability', ...visits, 'payments'],
  'payment.': ['payments'],
  'hold.': ['availability'],
  'patient.': ['patients', ...visits],
  'provider.changed': ['providers', 'availability', 'calendar'],
  'service.changed': ['services', 'availability', 'calendar'],
  'message.': ['messages'],
  'file.': ['files'],
  'clinic.changed': ['clinic'],
} as const satisfies Record<string, readonly Root[]>

/** What people do, by verb. A verb that touches nothing changes nothing that is shown. */
export const done = {
  'appointments.book': [...schedule, 'payments', 'analytics'],
  'appointments.step': [...schedule, 'payments', 'analytics'],
  'appointments.move': [...schedule, 'payments', 'analytics'],
  'auth.confirmAgain': [],
  'auth.endDevice': ['me'],
  'auth.forgot': [],
  'auth.register': ['availability'],
  'auth.reset': [],
  'auth.signIn': ['availability'],
  'auth.signOut': [],
  'analytics.export': [],
  'clinic.change': ['clinic', 'me'],
  'deliveries.decide': ['deliveries'],
  'files.change': ['files'],
  'files.link': [],
  'files.remove': ['files'],
  'files.restore': ['files'],
  'files.upload': ['files'],
  'holds.take': ['availability'],
  'links.follow': ['availability', 'link'],
  'messages.choose': ['messages'],
  'messages.resend': ['messages'],
  'messages.settings': ['messages'],
  'messages.template': ['messages'],
  'messages.try': [],
  'patients.change': ['patients', ...visits],
  'patients.archive': ['patients', ...visits],
  'patients.create': ['patients'],
  // A draft tells itself; to ask again after each breath would ask a lot.
  'patients.note': [],
  'payments.cards': ['payments'],
  'payments.charge': [...money],
  'payments.connect': [],
  'payments.paid': ['payments'],
  'payments.paper': [],
  'payments.reconcile': ['payments'],
  'payments.refund': [...money, 'analytics'],
  'payments.setUpCard': [],
  'payments.terms': ['payments', 'services'],
  'profile.change': ['patients', ...visits],
  'providers.archive': ['providers', 'services', 'availability', 'calendar'],
  'providers.change': ['providers', 'availability', 'calendar'],
  'providers.create': ['providers', 'calendar'],
  'providers.dates': ['providers', 'availability', 'calendar'],
  'services.archive': ['services', 'providers', 'availability'],
  'services.change': ['services', 'providers', 'availability', 'calendar'],
  'services.create': ['services', 'providers'],
  'staff.change': ['staff'],
  'staff.end': ['staff'],
  'staff.invite': ['staff'],
  'webhooks.change': ['webhooks'],
} as const satisfies Record<string, readonly Root[]>

type Verb = keyof typeof done
type Keys = readonly (readonly string[])[]

const keysOf = (roots: readonly Root[]): Keys => roots.map((root) => keys[root])

/** A mutation's `meta`: what it makes stale, by what it does. */
export const changes = (verb: Verb) => ({ verb, changes: keysOf(done[verb]) })

/** For what is done outside of a mutation. */
export function touch(client: QueryClient, verb: Verb): void {
  for (const queryKey of changes(verb).changes) client.invalidateQueries({ queryKey })
}

export const affectedBy = (event: string): Keys =>
  keysOf(Object.entries(heard).find(([name]) => event.startsWith(name))?.[1] ?? [])

/** Everything that some event may make stale. */
export const liveKeys: Keys = keysOf([...new Set(Object.values(heard).flat())])
