import type { Schema } from '@/api/client'
import { ApiError, type FieldErrors } from './errors'
import type { T } from './i18n'
import { languageOf, useLanguageStore } from './i18n/language'

type Complaint = Schema['FieldError']

/**
 * What is wrong with the form of a value; for these the server's sentence is a machine's. What
 * strangers cannot get wrong is said in words that only those inside need to load.
 */
const formal = ['missing', 'malformed', 'too_short', 'too_long'] as const
const inside = [
  'wrong_type',
  'not_one_of',
  'not_there',
  'unknown',
  'too_small',
  'too_large',
] as const
const factual = [
  'in_future',
  'ends_before_start',
  'overlap',
  'not_paid',
  'not_by_card',
  'disputed',
  'nothing_left',
  'more_than_left',
  'not_reachable',
  'not_readable',
  'no_such_word',
] as const

const nameOf = (field: string) => field.split('.').at(-1)

const english = () => languageOf(useLanguageStore.getState()) === 'en'

/** In the person's language; who reads English reads the server's own sentence where it is one. */
function said({ field, message, rule, limit }: Complaint, t: T): string {
  const name = nameOf(field)
  if (rule === 'malformed' && (name === 'email' || name === 'phone')) return t(`valid.${name}`)
  const empty = (rule === 'too_short' && limit === 1) || (rule === 'malformed' && name === 'name')
  if (empty) return t('fields.rule.missing')
  const form = formal.find((each) => each === rule)
  if (form) return t(`fields.rule.${form}`, { count: limit ?? 0 })
  const more = inside.find((each) => each === rule)
  if (more) return t(`facts.${more}`, { count: limit ?? 0 })
  if (english()) return message
  const fact = factual.find((each) => each === rule)
  return fact ? t(`facts.${fact}`, { variable: '{{…}}' }) : t('fields.wrong')
}

/** The server's complaints about fields that the form shows, by the field's name in the form. */
export function fieldErrors(error: unknown, shown: readonly string[], t: T): FieldErrors {
  if (!(error instanceof ApiError) || error.status !== 422) return {}
  const complaints = (error.problem.errors ?? []).flatMap((complaint) => {
    const { field } = complaint
    const name =
      shown.find((each) => each === field) ?? shown.find((each) => each === nameOf(field))
    return name ? [[name, said(complaint, t)] as const] : []
  })
  return Object.fromEntries(complaints)
}
