import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { hasCode } from '@/lib/errors'
import { intend } from '@/lib/intents'
import { put } from '@/lib/tell'

export type Profile = Schema['Profile']
export type Details = Pick<Profile, 'name' | 'phone' | 'birth_date' | 'locale'>

/** The signed-in patient's own record. */
export const ownProfile = () =>
  queryOptions({
    queryKey: [...keys.patients, 'own'],
    queryFn: () => ask(api.GET('/api/patients/me')),
  })

const send = (details: Details, expected_version: number) => {
  const body = { ...details, expected_version }
  return intend('change own profile', body, (headers) =>
    ask(api.PATCH('/api/patients/me', { body, headers })),
  )
}

const same = (a: Details, b: Details) =>
  a.name === b.name && a.phone === b.phone && a.birth_date === b.birth_date && a.locale === b.locale

/** What the record is now, told with the refusal of a change to an older version. */
function currentOf(error: unknown): Profile | undefined {
  if (!hasCode(error, 'version_conflict')) return undefined
  return error.problem.current as unknown as Profile | undefined
}

/**
 * A change to what was read. A version may be newer because the staff wrote something down that
 * patients do not see: what they see is as it was, so their change is good.
 */
async function change({ base, details }: { base: Profile; details: Details }): Promise<Profile> {
  try {
    return await send(details, base.version)
  } catch (error) {
    const now = currentOf(error)
    if (!now || !same(now, base)) throw error
    return send(details, now.version)
  }
}

export function useChangeProfile() {
  const client = useQueryClient()
  const { queryKey } = ownProfile()
  return useMutation({
    mutationFn: change,
    onSuccess: ({ name }) =>
      client.setQueryData<Schema['User'] | null>(keys.me, (me) => me && { ...me, name }),
    onError: (error) => {
      const now = currentOf(error)
      if (now) put(client, queryKey, now)
    },
    meta: changes('profile.change'),
  })
}
