import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query'
import { hasCode, kindOf } from './errors'

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: { changes?: readonly QueryKey[] }
  }
}

type Options = { onSessionOver?: () => void }

/** A mutation names what it changes in `meta`; everything it names is fetched again. */
export function createQueryClient({ onSessionOver }: Options = {}): QueryClient {
  const noticeEnd = (error: unknown) => {
    if (hasCode(error, 'session_expired')) onSessionOver?.()
  }
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
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
    queryCache: new QueryCache({ onError: noticeEnd }),
    mutationCache: new MutationCache({
      onError: noticeEnd,
      onSettled: (_data, _error, _variables, _result, { meta }) => {
        for (const queryKey of meta?.changes ?? []) client.invalidateQueries({ queryKey })
      },
    }),
  })
  return client
}
