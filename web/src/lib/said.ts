import { ApiError, kindOf } from './errors'
import type { T } from './i18n'

const codes = [
  'slot_taken',
  'patient_busy',
  'cannot_become',
  'version_conflict',
  'in_progress',
  'not_allowed',
  'not_found',
  'invalid_credentials',
  'token_invalid',
] as const
/** Only staff can be refused like this; the words are theirs. */
const inside = [
  'already_staff',
  'last_admin',
  'not_yourself',
  'no_longer_staff',
  'no_longer_true',
  'no_address',
  'for_one_use',
] as const
const reasons = [
  'not_on_the_minute',
  'in_the_past',
  'too_soon',
  'too_far',
  'outside_hours',
  'time_off',
  'off_step',
  'not_performed',
  'slot_taken',
  'patient_busy',
] as const

function known<Known extends string>(list: readonly Known[], text: string | undefined) {
  return list.find((each) => each === text)
}

/** What went wrong, in a sentence a person would say, in their language. */
export function sentence(error: unknown, t: T): string {
  const kind = kindOf(error)
  if (kind === 'network' || kind === 'busy') return t(`said.${kind}`)
  if (!(error instanceof ApiError)) return t('said.server', { id: '–' })
  if (kind === 'server') return t('said.server', { id: error.requestId })
  const word = known(reasons, error.problem.reason) ?? known(codes, error.code)
  if (word) return t(`said.${word}`)
  const ours = known(inside, error.code)
  return ours ? t(`facts.${ours}`) : error.message
}
