import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { guess } from '@/lib/guess'
import { intend } from '@/lib/intents'
import { put } from '@/lib/tell'
import { told } from '@/lib/versions'

export type Patient = Schema['Patient']
/** What is written of somebody. */
export type Details = Pick<Patient, 'name' | 'email' | 'phone' | 'birth_date' | 'locale'>

export const detailsOf = ({ name, email, phone, birth_date, locale }: Patient): Details => ({
  name,
  email,
  phone,
  birth_date,
  locale,
})

const page = (q: string, cursor: string | undefined, limit: number) =>
  ask(
    api.GET('/api/patients', {
      params: { query: { limit, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) } },
    }),
  )

export const search = (q: string) =>
  queryOptions({
    queryKey: [...keys.patients, 'search', q],
    queryFn: () => page(q, undefined, 8),
    select: ({ items }) => items,
    placeholderData: keepPreviousData,
  })

export const list = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.patients, 'list', q],
    queryFn: ({ pageParam }) => page(q, pageParam, 30),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const patient = (id: string) =>
  queryOptions({
    queryKey: [...keys.patients, 'one', id],
    queryFn: () =>
      ask(api.GET('/api/patients/{patient_id}', { params: { path: { patient_id: id } } })),
  })

/** As a list showed them a moment ago: there at once, while the record itself is asked for. */
export function usePatient(id: string) {
  const client = useQueryClient()
  const listed = () =>
    client
      .getQueriesData<InfiniteData<Schema['PatientPage']>>({ queryKey: [...keys.patients, 'list'] })
      .flatMap(([, data]) => data?.pages ?? [])
      .flatMap(({ items }) => items)
      .find((each) => each.id === id)
  return useQuery({ ...patient(id), placeholderData: listed })
}

export function useCreatePatient() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Details) =>
      intend('create patient', body, (headers) =>
        ask(api.POST('/api/patients', { body: { notes: '', ...body }, headers })),
      ),
    onSuccess: (made) => put(client, patient(made.id).queryKey, made),
    meta: changes('patients.create'),
  })
}

type Change = { was: Patient; change: Details }

/** Shown before it is agreed to, on the patient's page and in lists; taken back when refused. */
export function useChangePatient() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ was: { id, version }, change }: Change) => {
      const body = { ...change, expected_version: told(version) }
      const params = { path: { patient_id: id } }
      return intend(`change patient ${id}`, body, (headers) =>
        ask(api.PATCH('/api/patients/{patient_id}', { params, body, headers })),
      )
    },
    onMutate: ({ was, change }) => guess(client, [keys.patients], was, change),
    onError: (_error, _change, takeBack) => takeBack?.(),
    meta: changes('patients.change'),
  })
}

/** No more visits for them; their record stays. */
export function useArchivePatient() {
  return useMutation({
    mutationFn: ({ id, version }: Patient) => {
      const body = { expected_version: told(version) }
      const params = { path: { patient_id: id } }
      return intend(`archive patient ${id}`, body, (headers) =>
        ask(api.POST('/api/patients/{patient_id}/archive', { params, body, headers })),
      )
    },
    meta: changes('patients.archive'),
  })
}
