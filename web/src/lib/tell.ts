import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { exchange, guessed, isRecord, type Numbered, reconcile } from './versions'

/** What a mutation was answered, at its place, unless something newer has come there already. */
export function put<T extends { version: number }>(
  client: QueryClient,
  queryKey: QueryKey,
  answer: T,
): void {
  client.setQueryData<T>(queryKey, (known) => reconcile(known, answer))
}

/** Changes what is known beneath a key. It was heard when it was heard: that makes it no fresher. */
export function alter<Known>(
  client: QueryClient,
  queryKey: QueryKey,
  change: (known: Known) => Known,
): void {
  for (const { queryKey: key, state } of client.getQueryCache().findAll({ queryKey }))
    client.setQueryData<Known>(key, (known) => (known === undefined ? known : change(known)), {
      updatedAt: state.dataUpdatedAt,
    })
}

/** Only what is shown is taken: an answer may tell more than a list has any business to know. */
function renewed(record: Numbered, answer: Numbered): Numbered {
  const told = Object.entries(answer).filter(([name]) => name in record)
  return { ...record, ...Object.fromEntries(told) }
}

/**
 * A record into everything beneath these keys that shows it, and shows nothing newer of it. What was
 * guessed upon this very version is settled by it: nothing had to change.
 */
export function tell(client: QueryClient, roots: readonly QueryKey[], answer: unknown): void {
  if (!isRecord(answer)) return
  const change = (record: Numbered) =>
    record.id === answer.id && record.version <= guessed(answer.version)
      ? renewed(record, answer)
      : record
  for (const queryKey of roots) alter(client, queryKey, (known) => exchange(known, change))
}
