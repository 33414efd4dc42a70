import { dehydrate, hydrate, type Query, type QueryClient } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { heardAt } from '@/lib/server-clock'
import { isUnsent, rememberLost } from '@/lib/unsent'
import { exchange, type Numbered, told } from '@/lib/versions'
import { addDays } from '@/lib/wall'
import { canKeep, claim, drop, read, wipe, write } from './vault'

type User = Schema['User']
type Known = { user: User; at: number }
type Agenda = { version: string; at: number; state: ReturnType<typeof dehydrate> }

/** Since the server was last heard: after that, what is kept is nobody's to read. */
const LONGEST = 24 * 60 * 60_000
const GATHER = 1_000

/** The name of this very build: what another one kept may have another shape. */
const VERSION = import.meta.url

/** When this session was last known to be good. */
let lastContact = 0
let keeping: { user: string; stop: () => void } | null = null

const fresh = ({ at }: { at: number }) => Date.now() - at < LONGEST

/** Whoever was signed in when the network went, if that was not too long ago. */
export async function remembered(): Promise<User | null> {
  if (!canKeep()) return null
  const known = await read<Known>('me')
  if (known && fresh(known)) {
    lastContact = known.at
    return known.user
  }
  if (known) await drop('me', 'agenda')
  return null
}

/** Whoever guessed it guesses again; and what the server says is not taken for older than a guess. */
const settled = (record: Numbered): Numbered => ({ ...record, version: told(record.version) })

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const PUBLIC: readonly unknown[] = [keys.clinic[0], keys.services[0], keys.providers[0]]

/** The clinic's day as it is there now, what a patient sees of their own, and what is public there. */
function worthKeeping({ queryKey, state: { data } }: Query, slug: string): boolean {
  const [root, of, until] = queryKey
  if (PUBLIC.includes(root)) return of === slug && queryKey.length === 2 && data !== undefined
  if (root === keys.appointments[0]) return of === 'mine' && data !== undefined
  if (root !== keys.calendar[0] || !isRecord(data)) return false
  // The board shows the day, and the desk's own page tomorrow's unconfirmed too.
  return of === data.today && (until === undefined || until === addDays(String(of), 1))
}

async function keepNow(client: QueryClient, user: User): Promise<void> {
  lastContact = Math.max(lastContact, heardAt())
  const state = dehydrate(client, {
    shouldDehydrateQuery: (query) => worthKeeping(query, user.clinic.slug),
    shouldDehydrateMutation: () => false,
  })
  // That it could not be refreshed is no part of it, nor that something was guessed.
  for (const { state: its } of state.queries)
    Object.assign(its, { status: 'success', error: null, data: exchange(its.data, settled) })
  const agenda: Agenda = { version: VERSION, at: lastContact, state }
  await write('me', { user, at: lastContact } satisfies Known)
  await write('agenda', agenda)
}

/** Back from a time in which nobody could say whether the session is still good. */
async function recheck(client: QueryClient, user: User): Promise<void> {
  await client.refetchQueries({ queryKey: keys.me, type: 'all' })
  const now = client.getQueryData<User | null>(keys.me)
  if (now?.id === user.id && now.clinic.id === user.clinic.id) return
  await sessionOver()
  location.reload()
}

function follow(client: QueryClient, user: User): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    timer = undefined
    void keepNow(client, user).catch(() => undefined)
  }
  const unsubscribe = client.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated' && worthKeeping(query, user.clinic.slug))
      timer ??= setTimeout(write, GATHER)
  })
  const check = () => void recheck(client, user).catch(() => undefined)
  addEventListener('online', check)
  return () => {
    clearTimeout(timer)
    removeEventListener('online', check)
    unsubscribe()
  }
}

async function restore(client: QueryClient): Promise<void> {
  const agenda = await read<Agenda>('agenda')
  if (agenda && agenda.version === VERSION && fresh(agenda)) hydrate(client, agenda.state)
}

/** From now on what this person may need without a network is kept; what they had is there again. */
export async function keep(client: QueryClient, user: User): Promise<void> {
  const name = `${user.id} ${user.clinic.id}`
  if (keeping?.user === name || !canKeep()) return
  stopKeeping()
  keeping = { user: name, stop: () => undefined }
  try {
    await claim({ person: user.id, clinic: user.clinic.id })
    await restore(client)
    if (keeping?.user === name) keeping.stop = follow(client, user)
    await keepNow(client, user)
  } catch {
    // A browser that keeps nothing for us still works as long as there is a network.
  }
}

function stopKeeping(): void {
  keeping?.stop()
  keeping = null
}

/** The session is over: there is nobody left whom it could belong to. */
export async function forgetAll(): Promise<void> {
  stopKeeping()
  lastContact = 0
  await wipe().catch(() => undefined)
}

/** It ended without being asked to: what waited to be sent is gone with it, and its number is told. */
export async function sessionOver(): Promise<void> {
  const line = canKeep() ? await read<{ state: string }[]>('outbox').catch(() => null) : null
  rememberLost(line?.filter(isUnsent).length ?? 0)
  await forgetAll()
}
