import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { rememberSignedIn } from '@/api/queries'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'
import { offline } from '@/lib/offline'
import { tellOtherTabs } from '@/lib/session'

export type User = Schema['User']
export type Registration = Schema['Register']

const REGISTERED = 'topsmile.registered'

/** In this tab, and until it is closed: by then the mail is found or lost. */
export function rememberRegistered(user: User | null): void {
  if (user) sessionStorage.setItem(REGISTERED, user.id)
  else sessionStorage.removeItem(REGISTERED)
}

export const hasJustRegistered = ({ id }: User) => sessionStorage.getItem(REGISTERED) === id

/** A new person sees nothing of the last one's data. */
function useEnter() {
  const client = useQueryClient()
  return ({ user }: { user: User }) => {
    const before = client.getQueryData<User | null>(keys.me)
    if (before && before.id !== user.id) client.clear()
    // What was refused to nobody is asked anew, instead of being refused once more.
    client.removeQueries({ predicate: ({ state }) => state.status === 'error' })
    rememberSignedIn(true)
    client.setQueryData(keys.me, user)
  }
}

export function useSignIn() {
  return useMutation({
    mutationFn: (body: Schema['SignIn']) =>
      intend('sign in', body, (headers) => ask(api.POST('/api/auth/login', { body, headers }))),
    onSuccess: useEnter(),
    meta: changes('auth.signIn'),
  })
}

export function useRegister() {
  const enter = useEnter()
  return useMutation({
    mutationFn: (body: Registration) =>
      intend('register', body, (headers) => ask(api.POST('/api/auth/register', { body, headers }))),
    onSuccess: (signed) => {
      enter(signed)
      rememberRegistered(signed.user)
    },
    meta: changes('auth.register'),
  })
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => ask(api.POST('/api/auth/logout')),
    onSuccess: async () => {
      rememberSignedIn(false)
      tellOtherTabs()
      const { leave } = await offline()
      await leave()
    },
    meta: changes('auth.signOut'),
  })
}

/** The answer is the same whoever asks: it does not tell who is known. */
export const useForgot = () =>
  useMutation({
    mutationFn: (body: Schema['Forgotten']) => ask(api.POST('/api/auth/forgot', { body })),
    meta: changes('auth.forgot'),
  })

export const useReset = () =>
  useMutation({
    mutationFn: (body: Schema['NewPassword']) => ask(api.POST('/api/auth/reset', { body })),
    meta: changes('auth.reset'),
  })

/** Asking twice changes nothing, so a page may do it by itself. */
export const confirmed = (token: string) =>
  queryOptions({
    queryKey: [...keys.link, 'confirm', token],
    queryFn: () => ask(api.POST('/api/auth/confirm', { body: { token } })),
    staleTime: Infinity,
    gcTime: 0,
  })

export const useSendConfirmation = () =>
  useMutation({
    mutationFn: () => ask(api.POST('/api/auth/confirm/send')),
    meta: changes('auth.confirmAgain'),
  })
