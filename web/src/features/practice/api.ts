import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { guess } from '@/lib/guess'
import { intend } from '@/lib/intents'
import { put } from '@/lib/tell'
import { told } from '@/lib/versions'

export type Settings = Schema['ClinicProfile']
export type Provider = Schema['Provider']
export type Service = Schema['Service']

const settingsKey = [...keys.clinic, 'settings']

export const settings = () =>
  queryOptions({
    queryKey: settingsKey,
    queryFn: () => ask(api.GET('/api/settings')),
  })

export function useSaveSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Schema['ChangeClinicProfile']) => ask(api.PATCH('/api/settings', { body })),
    onSuccess: (saved) => {
      put(client, settingsKey, saved)
      const { name, brand_color } = saved
      client.setQueryData<Schema['User'] | null>(
        keys.me,
        (user) => user && { ...user, clinic: { ...user.clinic, name, brand_color } },
      )
    },
    meta: changes('clinic.change'),
  })
}

export const team = (archived = false) =>
  queryOptions({
    queryKey: [...keys.providers, 'all', archived],
    queryFn: () => ask(api.GET('/api/providers', { params: { query: { limit: 200, archived } } })),
    select: ({ items }) => items,
  })

export const provider = (id: string) =>
  queryOptions({
    queryKey: [...keys.providers, 'one', id],
    queryFn: () =>
      ask(api.GET('/api/providers/{provider_id}', { params: { path: { provider_id: id } } })),
  })

export const useCreateProvider = () =>
  useMutation({
    mutationFn: (body: Schema['CreateProvider']) =>
      intend('new provider', body, (headers) => ask(api.POST('/api/providers', { body, headers }))),
    meta: changes('providers.create'),
  })

const lists = [[...keys.providers, 'all']]
type ProviderChange = Omit<Schema['ChangeProvider'], 'expected_version'>

/** Lists show it at once; a form waits for the answer, so that nothing typed is lost. */
export function useChangeProvider(was: Provider) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ version, ...change }: ProviderChange & { version: number }) =>
      ask(
        api.PATCH('/api/providers/{provider_id}', {
          params: { path: { provider_id: was.id } },
          body: { ...change, expected_version: version },
        }),
      ),
    onMutate: ({ version: _, ...change }) => guess(client, lists, was, change),
    onError: (_error, _change, takeBack) => takeBack?.(),
    meta: changes('providers.change'),
  })
}

export const useArchiveProvider = () =>
  useMutation({
    mutationFn: ({ id, version }: Provider) =>
      ask(
        api.POST('/api/providers/{provider_id}/archive', {
          params: { path: { provider_id: id } },
          body: { expected_version: version },
        }),
      ),
    meta: changes('providers.archive'),
  })

export const catalogue = (archived = false) =>
  queryOptions({
    queryKey: [...keys.services, 'all', archived],
    queryFn: () => ask(api.GET('/api/services', { params: { query: { limit: 200, archived } } })),
    select: ({ items }) => items,
  })

/** For a form: told, never guessed. */
export const service = (known: Service) =>
  queryOptions({
    queryKey: [...keys.services, 'one', known.id],
    queryFn: () =>
      ask(api.GET('/api/services/{service_id}', { params: { path: { service_id: known.id } } })),
    initialData: known,
  })

export const useCreateService = () =>
  useMutation({
    mutationFn: (body: Schema['CreateService']) =>
      intend('new service', body, (headers) => ask(api.POST('/api/services', { body, headers }))),
    meta: changes('services.create'),
  })

type ServiceChange = Omit<Schema['ChangeService'], 'expected_version' | 'policy'>

export function useChangeService() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ was, change, version }: ChangedService) =>
      ask(
        api.PATCH('/api/services/{service_id}', {
          params: { path: { service_id: was.id } },
          body: { ...change, expected_version: version ?? told(was.version) },
        }),
      ),
    onMutate: ({ was, change }) => guess(client, [[...keys.services, 'all']], was, change),
    onError: (_error, _change, takeBack) => takeBack?.(),
    meta: changes('services.change'),
  })
}

type ChangedService = { was: Service; change: ServiceChange; version?: number }

export const useArchiveService = () =>
  useMutation({
    mutationFn: ({ id, version }: Service) =>
      ask(
        api.POST('/api/services/{service_id}/archive', {
          params: { path: { service_id: id } },
          body: { expected_version: version },
        }),
      ),
    meta: changes('services.archive'),
  })
