import { ApiError, kindOf } from './errors'
import type { T } from './i18n'

/**
 * What went wrong, in a sentence a person would say, in their language: what the server named first.
 * What strangers meet is in `said`, what only those inside can in `refusals`.
 */
export function sentence(error: unknown, t: T): string {
  if (error instanceof ApiError) {
    const { code, problem } = error
    const named = [`said.${problem.reason}`, `said.${code}`, `refusals.${code}`].find(t.knows)
    if (named) return t(named)
    if (error.status === 429) return t('said.busy')
    if (error.status === 503) return t('said.unavailable')
    if (error.status < 500) return t('said.other')
    return t('said.server', { id: error.requestId })
  }
  return kindOf(error) === 'network' ? t('said.network') : t('said.server', { id: '–' })
}
