import {
  MutationCache,
  type Query,
  QueryCache,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query'
import { hasCode, kindOf } from './errors'
import { tell } from './tell'
import { reconcile } from './versions'

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: { verb: string; changes: readonly QueryKey[] }
  }
}

type Options = {
  onSessionOver?: () => void
  /** Whatever failed in the end, for whoever keeps the installation. */
  onFailure?: (error: unknown) => void
}

/**
 * What arrives is laid over what is known only when it has arrived: meanwhile somebody may have
 * changed something, and been answered sooner.
 */
async function arrive<T, Context>(
  ask: (context: Context) => T | Promise<T>,
  context: Context,
  query: Query,
): Promise<T> {
  const told = await ask(context)
  return reconcile(query.state.data as T | undefined, told)
}

/**
 * A mutation names what it changes in `meta`. Its answer is shown there at once, unless something
 * newer is; and everything it names is asked again.
 */
export function createQueryClient({ onSessionOver, onFailure }: Options = {}): QueryClient {
  const notice = (error: unknown) => {
    onFailure?.(error)
    // Without a cookie that could be refreshed the server does not know that there was a session.
    if (hasCode(error, 'session_expired', 'not_signed_in')) onSessionOver?.()
  }
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        persister: arrive,
        // Without a network a question fails and says so; it does not wait behind a skeleton.
        networkMode: 'always',
        refetchOnReconnect: true,
        retry: (count, error) => kindOf(error) === 'network' && count < 2,
        retryDelay: (count) => 400 * 2 ** count,
        throwOnError: (error, query) =>
          kindOf(error) === 'sign-in' && query.state.data === undefined,
      },
      mutations: { networkMode: 'always' },
    },
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({
      onError: notice,
      onSuccess: (answer, _variables, _result, { meta }) =>
        tell(client, meta?.changes ?? [], answer),
      onSettled: (_data, _error, _variables, _result, { meta }) => {
        for (const queryKey of meta?.changes ?? []) client.invalidateQueries({ queryKey })
      },
    }),
  })
  return client
}
