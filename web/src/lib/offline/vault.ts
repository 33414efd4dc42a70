/**
 * What is kept on this device for times without a network: encrypted, with a key that cannot be
 * taken out of the browser and belongs to one person in one clinic. When their session ends the key
 * goes first, and with it everything. See docs/decisions/0018-offline.md.
 */
type Owner = { person: string; clinic: string }
type Shelf = 'me' | 'agenda' | 'outbox'

type Lock = { id: string; key: CryptoKey; owner: Owner }
type Sealed = { lock: string; nonce: Uint8Array<ArrayBuffer>; data: ArrayBuffer }

const KEPT = 'kept'
const LOCK = 'lock'

let opening: Promise<IDBDatabase> | null = null

/** Served over plain HTTP a browser has no cipher, and then nothing is kept. */
export const canKeep = (): boolean =>
  typeof indexedDB !== 'undefined' && globalThis.crypto?.subtle !== undefined

function database(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('topsmile', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(KEPT)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  }).catch((error) => {
    opening = null
    throw error
  })
  return opening
}

/** One transaction, in which nothing but the database is waited for. */
async function within<T>(
  mode: IDBTransactionMode,
  act: (kept: IDBObjectStore) => IDBRequest<T> | undefined,
): Promise<T | undefined> {
  const transaction = (await database()).transaction(KEPT, mode)
  const request = act(transaction.objectStore(KEPT))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result)
    transaction.onabort = transaction.onerror = () => reject(transaction.error)
  })
}

const currentLock = () => within('readonly', (kept): IDBRequest<Lock | undefined> => kept.get(LOCK))

/** What is sealed for one shelf and one person opens for no other. */
const label = ({ owner }: Lock, shelf: Shelf) =>
  new TextEncoder().encode(`${owner.person} ${owner.clinic} ${shelf}`)

async function seal(lock: Lock, shelf: Shelf, value: unknown): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const cipher = { name: 'AES-GCM', iv: nonce, additionalData: label(lock, shelf) }
  const words = new TextEncoder().encode(JSON.stringify(value))
  return { lock: lock.id, nonce, data: await crypto.subtle.encrypt(cipher, lock.key, words) }
}

async function unseal<T>(lock: Lock, shelf: Shelf, { nonce, data }: Sealed): Promise<T | null> {
  const cipher = { name: 'AES-GCM', iv: nonce, additionalData: label(lock, shelf) }
  try {
    const words = await crypto.subtle.decrypt(cipher, lock.key, data)
    return JSON.parse(new TextDecoder().decode(words)) as T
  } catch {
    return null
  }
}

async function freshLock(owner: Owner): Promise<Lock> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  return { id: crypto.randomUUID(), key, owner }
}

/** From now on it is theirs. Whatever was somebody else's is gone before anything of theirs comes. */
export async function claim(owner: Owner): Promise<void> {
  const lock = await freshLock(owner)
  await within('readwrite', (kept) => {
    const found: IDBRequest<Lock | undefined> = kept.get(LOCK)
    found.onsuccess = () => {
      const held = found.result?.owner
      if (held?.person === owner.person && held.clinic === owner.clinic) return
      kept.clear()
      kept.put(lock, LOCK)
    }
    return undefined
  })
}

export async function read<T>(shelf: Shelf): Promise<T | null> {
  const lock = await currentLock()
  const sealed = await within('readonly', (kept): IDBRequest<Sealed | undefined> => kept.get(shelf))
  return lock && sealed?.lock === lock.id ? unseal<T>(lock, shelf, sealed) : null
}

/** Not after the lock has been changed: a tab that was slow puts nothing back. */
export async function write(shelf: Shelf, value: unknown): Promise<boolean> {
  const lock = await currentLock()
  if (!lock) return false
  const sealed = await seal(lock, shelf, value)
  let done = false
  await within('readwrite', (kept) => {
    const found: IDBRequest<Lock | undefined> = kept.get(LOCK)
    found.onsuccess = () => {
      done = found.result?.id === lock.id
      if (done) kept.put(sealed, shelf)
    }
    return undefined
  })
  return done
}

export async function drop(...shelves: Shelf[]): Promise<void> {
  await within('readwrite', (kept) => {
    for (const shelf of shelves) kept.delete(shelf)
    return undefined
  })
}

/** Nothing remains, of anybody. */
export async function wipe(): Promise<void> {
  if (canKeep()) await within('readwrite', (kept) => kept.clear())
}
