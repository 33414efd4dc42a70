import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { tell } from './tell'
import { exchange, guessed, type Numbered } from './versions'

/**
 * Shows a change before the server has agreed to it. What comes back takes it back, unless somebody
 * has told something newer since.
 */
export function guess<T extends Numbered>(
  client: QueryClient,
  roots: readonly QueryKey[],
  was: T,
  change: Partial<T>,
): () => void {
  const version = guessed(was.version)
  tell(client, roots, { ...was, ...change, version })
  const undone = (record: Numbered): Numbered =>
    record.id === was.id && record.version === version
      ? { ...record, ...Object.fromEntries(Object.entries(was).filter(([name]) => name in record)) }
      : record
  return () => {
    for (const queryKey of roots)
      client.setQueriesData({ queryKey }, (known: unknown) => exchange(known, undone))
  }
}
