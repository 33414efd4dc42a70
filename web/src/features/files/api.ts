import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { freshId } from '@/lib/ids'

export type StoredFile = Schema['File']
export type Kind = StoredFile['kind']
export type Rules = Schema['Rules']
export type Version = Schema['FileVersion']

/** Whose files, or of which visit. Without either: one's own, or those of the clinic itself. */
export type Of = { patient_id?: string; appointment_id?: string }

const at = (file_id: string) => ({ path: { file_id } })

/** Something may still be checked, or its small picture made. */
const SOON = 3_000
const isChecking = ({ status }: StoredFile) => status === 'checking'

export const files = (of: Of, deleted = false) =>
  infiniteQueryOptions({
    queryKey: [...keys.files, 'list', of, deleted],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/files', {
          params: {
            query: {
              ...of,
              ...(deleted ? { deleted } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
              limit: 60,
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isChecking)) ? SOON : false,
  })

export const versions = (id: string) =>
  queryOptions({
    queryKey: [...keys.files, 'versions', id],
    queryFn: () => ask(api.GET('/api/files/{file_id}/versions', { params: at(id) })),
    select: ({ items }) => items,
  })

export const rules = () =>
  queryOptions({
    queryKey: keys.fileRules,
    queryFn: () => ask(api.GET('/api/files/rules')),
    staleTime: 10 * 60_000,
  })

export const usage = () =>
  queryOptions({
    queryKey: [...keys.files, 'usage'],
    queryFn: () => ask(api.GET('/api/files/usage')),
  })

export type Change = {
  name?: string
  kind?: Kind
  shared?: boolean
  appointment_id?: string | null
}

export const useChange = () =>
  useMutation({
    mutationFn: ({ file, change }: { file: StoredFile; change: Change }) =>
      ask(api.PATCH('/api/files/{file_id}', { params: at(file.id), body: change })),
    meta: changes('files.change'),
  })

export const useRemove = () =>
  useMutation({
    mutationFn: ({ id }: StoredFile) => ask(api.DELETE('/api/files/{file_id}', { params: at(id) })),
    meta: changes('files.remove'),
  })

export const useRestore = () =>
  useMutation({
    mutationFn: ({ id }: StoredFile) =>
      ask(api.POST('/api/files/{file_id}/restore', { params: at(id) })),
    meta: changes('files.restore'),
  })

/** An address that opens for a few minutes without signing in. */
export const useLink = () =>
  useMutation({
    mutationFn: ({ id }: StoredFile) =>
      ask(
        api.POST('/api/files/{file_id}/link', {
          params: at(id),
          headers: { 'Idempotency-Key': freshId() },
        }),
      ),
    meta: changes('files.link'),
  })

/** Whether it is still there, asked with tokens that are fresh enough for the download after it. */
export const confirmThere = (id: string) => ask(api.GET('/api/files/{file_id}', { params: at(id) }))
