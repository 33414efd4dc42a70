import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { exchange, isRecord, type Numbered, reconcile } from './versions'

/** What a mutation was answered, at its place, unless something newer has come there already. */
export function put<T extends { version: number }>(
  client: QueryClient,
  queryKey: QueryKey,
  answer: T,
): void {
  client.setQueryData<T>(queryKey, (known) => reconcile(known, answer))
}

/** Only what is shown is taken: an answer may tell more than a list has any business to know. */
function renewed(record: Numbered, answer: Numbered): Numbered {
  const told = Object.entries(answer).filter(([name]) => name in record)
  return { ...record, ...Object.fromEntries(told) }
}

/** A record into everything beneath these keys that shows it, and shows nothing newer of it. */
export function tell(client: QueryClient, roots: readonly QueryKey[], answer: unknown): void {
  if (!isRecord(answer)) return
  const change = (record: Numbered) =>
    record.id === answer.id && record.version <= answer.version ? renewed(record, answer) : record
  for (const queryKey of roots)
    client.setQueriesData({ queryKey }, (known: unknown) => exchange(known, change))
}
