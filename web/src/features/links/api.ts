import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'

export type Followed = Schema['Followed']
type Slot = Schema['Slot']
/** `notAfter`: until when it costs what was told. */
type Cancelled = { reason: string; notAfter: string | undefined }

/** What a link of a message is about. Looking changes nothing: scanners of mail look, too. */
export const followed = (token: string) =>
  queryOptions({
    queryKey: [...keys.link, 'visit', token],
    queryFn: () => ask(api.POST('/api/links', { body: { token } })),
    gcTime: 0,
    // What it costs to cancel may change while the page is open.
    refetchInterval: ({ state }) => (state.data?.cancelling ? 60_000 : false),
    refetchOnWindowFocus: ({ state }) => Boolean(state.data?.cancelling),
  })

/** What the link allows, once; afterwards the page knows what the server said. */
function useFollow<Wish>(token: string, act: (wish: Wish) => Promise<Followed>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (now) => client.setQueryData(followed(token).queryKey, now),
    meta: changes('links.follow'),
  })
}

export const useConfirmByLink = (token: string) =>
  useFollow(token, () => ask(api.POST('/api/links/confirm', { body: { token } })))

export const useCancelByLink = (token: string) =>
  useFollow(token, ({ reason, notAfter }: Cancelled) =>
    ask(
      api.POST('/api/links/cancel', {
        body: { token, ...(reason && { reason }), ...(notAfter && { not_after: notAfter }) },
      }),
    ),
  )

export const useMoveByLink = (token: string) =>
  useFollow(token, ({ starts_at, provider_id }: Slot) =>
    ask(api.POST('/api/links/reschedule', { body: { token, starts_at, provider_id } })),
  )
