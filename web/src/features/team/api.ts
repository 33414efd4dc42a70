import { queryOptions, useMutation } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'

export type Member = Schema['Member']
export type Role = Member['role']
export type Invitation = Schema['InviteMember']

/** From the front desk to who may do everything. */
export const roles = ['receptionist', 'hygienist', 'dentist', 'manager', 'admin'] as const

export const team = () =>
  queryOptions({
    queryKey: keys.staff,
    queryFn: () => ask(api.GET('/api/staff', { params: { query: { limit: 200 } } })),
    select: ({ items }) => items,
  })

export const useInvite = () =>
  useMutation({
    mutationFn: (body: Invitation) =>
      intend('invite', body, (headers) => ask(api.POST('/api/staff', { body, headers }))),
    meta: changes('staff.invite'),
  })

export type MemberChange = Pick<Invitation, 'name' | 'role' | 'provider_id'> & { member: Member }

export const useChangeMember = () =>
  useMutation({
    mutationFn: ({ member: { id, version }, ...change }: MemberChange) =>
      ask(
        api.PATCH('/api/staff/{member_id}', {
          params: { path: { member_id: id } },
          body: { ...change, expected_version: version },
        }),
      ),
    meta: changes('staff.change'),
  })

/** They work here no more: signed out at once, and what they did keeps their name. */
export const useEndMembership = () =>
  useMutation({
    mutationFn: ({ id, version }: Member) =>
      ask(
        api.POST('/api/staff/{member_id}/archive', {
          params: { path: { member_id: id } },
          body: { expected_version: version },
        }),
      ),
    meta: changes('staff.end'),
  })
