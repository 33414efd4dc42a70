import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { keys } from '@/api/keys'
import { touch } from '@/api/touched'
import { hasCode } from '@/lib/errors'
import { type Kind, rules } from './api'
import { refusalOf } from './checks'
import { guessKind } from './kinds'
import type { Target } from './queue'
import { sendFile } from './send-file'
import { createUploads } from './uploads'

let client: QueryClient | null = null

/** How long it is said of a file that it has come; then it is in the gallery like the others. */
const TOLD_FOR = 8_000

/** The queue of this page, for whoever is signed in on it. */
export const uploads = createUploads(
  sendFile(() => client?.getQueryData(rules().queryKey)),
  {
    onDone: (_file, id) => {
      if (client) touch(client, 'files.upload')
      setTimeout(uploads.remove, TOLD_FOR, id)
    },
    onOver: (error) => {
      if (hasCode(error, 'session_expired')) client?.invalidateQueries({ queryKey: keys.me })
    },
  },
)

/** After sign-out nothing of a patient stays, not even half an upload. */
function belongTo(cache: QueryClient): void {
  if (client === cache) return
  client = cache
  cache.getQueryCache().subscribe(({ query }) => {
    if (query.queryKey[0] === keys.me[0] && query.state.data === null) uploads.clear()
  })
}

/** Takes files for a place; without a kind each is taken for what it looks like. */
export function useAdd(target: Target, kind: Kind | null) {
  const cache = useQueryClient()
  return useCallback(
    async (chosen: readonly File[]) => {
      belongTo(cache)
      const known = await cache.ensureQueryData(rules())
      uploads.add(
        chosen.map((file) => {
          const as = kind ?? guessKind(file, known)
          return { file, kind: as, target, refusal: refusalOf(file, as, known) }
        }),
      )
    },
    [cache, target, kind],
  )
}
