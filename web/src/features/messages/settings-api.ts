import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schema } from '@/api/client'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { intend } from '@/lib/intents'
import { put } from '@/lib/tell'

export type Settings = Schema['MessageSettings']
export type Template = Schema['Template']
export type Trial = Schema['Try']
type Words = Which & Pick<Template, 'subject' | 'body' | 'version'>

/** Which of the templates: what it is about, over which channel, in which language. */
export type Which = Pick<Template, 'kind' | 'channel' | 'language'>

export const settings = () =>
  queryOptions({
    queryKey: [...keys.messages, 'settings'],
    queryFn: () => ask(api.GET('/api/messages/settings')),
  })

export function useSaveSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ version, ...change }: Settings) =>
      ask(api.PATCH('/api/messages/settings', { body: { ...change, expected_version: version } })),
    onSuccess: (now) => put(client, settings().queryKey, now),
    meta: changes('messages.settings'),
  })
}

export const templates = () =>
  queryOptions({
    queryKey: [...keys.messages, 'templates'],
    queryFn: () => ask(api.GET('/api/messages/templates')),
    select: ({ items }) => items,
  })

const at = ({ kind, channel, language }: Which) => ({ path: { kind, channel, language } })

export const useSaveTemplate = () =>
  useMutation({
    mutationFn: ({ subject, body, version, ...which }: Words) =>
      ask(
        api.PUT('/api/messages/templates/{kind}/{channel}/{language}', {
          params: at(which),
          body: { subject, body, expected_version: version },
        }),
      ),
    meta: changes('messages.template'),
  })

/** Back to our words. */
export const useResetTemplate = () =>
  useMutation({
    mutationFn: (which: Which) =>
      ask(api.DELETE('/api/messages/templates/{kind}/{channel}/{language}', { params: at(which) })),
    meta: changes('messages.template'),
  })

/** What the words become, with invented visits. */
export const preview = (trial: Trial) =>
  queryOptions({
    queryKey: [...keys.messages, 'preview', trial],
    queryFn: () => ask(api.POST('/api/messages/preview', { body: trial })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  })

export const useSendTest = () =>
  useMutation({
    mutationFn: (body: Trial) =>
      intend('send a test', body, (headers) =>
        ask(api.POST('/api/messages/test', { body, headers })),
      ),
    meta: changes('messages.try'),
  })
