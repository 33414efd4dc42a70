type Versioned = { version: number }
export type Numbered = Versioned & { id: string }

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const hasVersion = (value: unknown): value is Versioned =>
  isObject(value) && 'version' in value && typeof value.version === 'number'

/** What has an id and a version is of the server's making, and the same wherever it is shown. */
export const isRecord = (value: unknown): value is Numbered =>
  hasVersion(value) && 'id' in value && typeof value.id === 'string'

/**
 * An answer with some of its records exchanged. What is untouched stays the same object, so that
 * nobody draws it again. A record is looked at as a whole, never into.
 */
export function exchange<T>(answer: T, change: (record: Numbered) => Numbered): T
export function exchange(answer: unknown, change: (record: Numbered) => Numbered): unknown {
  if (isRecord(answer)) return change(answer)
  if (Array.isArray(answer)) {
    const items = answer.map((item) => exchange(item, change))
    return items.some((item, index) => item !== answer[index]) ? items : answer
  }
  if (!isObject(answer)) return answer
  const pairs = Object.entries(answer)
  const made = pairs.map(([name, value]) => [name, exchange(value, change)] as const)
  const same = made.every(([, value], index) => value === pairs[index]?.[1])
  return same ? answer : Object.fromEntries(made)
}

/** The version of each record that an answer shows. */
export function versionsIn(answer: unknown): Map<string, number> {
  const found = new Map<string, number>()
  exchange(answer, (record) => {
    found.set(record.id, record.version)
    return record
  })
  return found
}

/**
 * What is known and what is told, reconciled. An answer that left before a change arrives after it;
 * by its lower version it is recognised and changes nothing, so nothing jumps back and forth.
 */
export function reconcile<T>(known: T | undefined, told: T): T {
  if (known === undefined) return told
  if (hasVersion(known) && hasVersion(told) && !isRecord(told))
    return known.version > told.version ? known : told
  const byId = new Map<string, Numbered>()
  exchange(known, (record) => {
    byId.set(record.id, record)
    return record
  })
  return exchange(told, (record) => {
    const mine = byId.get(record.id)
    return mine && mine.version > record.version ? mine : record
  })
}

/**
 * The version of a guess: after everything seen, before everything the server will say. Versions of
 * the server are whole numbers.
 */
export const guessed = (version: number): number => Math.floor(version) + 0.5

/** What we only guess is not acted upon: the server does not know that version yet. */
export const isGuess = ({ version }: { version: number }): boolean => version % 1 !== 0

/** The version the server gave, also of something we have guessed about since. */
export const told = (version: number): number => Math.floor(version)
