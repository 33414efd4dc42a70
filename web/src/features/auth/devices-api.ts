import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'

export type Device = Schema['Device']

/** Where I am signed in. */
export const devices = () =>
  queryOptions({
    queryKey: [...keys.me, 'devices'],
    queryFn: () => ask(api.GET('/api/auth/sessions')),
    select: ({ items }) => items,
  })

/** It goes from the list at once, and comes back if it could not be signed out. */
export function useEndDevice() {
  const client = useQueryClient()
  const { queryKey } = devices()
  return useMutation({
    mutationFn: ({ id }: Device) =>
      ask(api.DELETE('/api/auth/sessions/{session_id}', { params: { path: { session_id: id } } })),
    onMutate: async ({ id }) => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData(queryKey)
      client.setQueryData(queryKey, (now) =>
        now ? { items: now.items.filter((each) => each.id !== id) } : now,
      )
      return before
    },
    onError: (_error, _device, before) => {
      if (before) client.setQueryData(queryKey, before)
    },
    meta: changes('auth.endDevice'),
  })
}
