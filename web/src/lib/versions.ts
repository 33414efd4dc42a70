type Versioned = { id: string; version: number }

/**
 * What is known and what is told, reconciled. A poll that left before a change arrives after it; by
 * its lower version it is recognised and changes nothing, so nothing jumps back and forth.
 */
export function newest<Item extends Versioned>(
  known: readonly Item[],
  told: readonly Item[],
): Item[] {
  const byId = new Map(known.map((item) => [item.id, item]))
  return told.map((item) => {
    const mine = byId.get(item.id)
    return mine && mine.version > item.version ? mine : item
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
