import { useMemo } from 'react'
import { ApiError, hasCode } from '@/lib/errors'
import { type T, useLocale, useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import type { Kind, Rules } from './api'
import { limitFor } from './checks'
import type { Upload } from './queue'

const KILO = 1_024

const units = ['kilobyte', 'megabyte', 'gigabyte'] as const

/** A size as people say it. */
export function useSize(): (bytes: number) => string {
  const locale = useLocale()
  return useMemo(() => {
    const formats = units.map(
      (unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }),
    )
    return (bytes: number) => {
      const power = Math.min(2, Math.max(0, Math.floor(Math.log(bytes || 1) / Math.log(KILO)) - 1))
      return (formats[power] as Intl.NumberFormat).format(bytes / KILO ** (power + 1))
    }
  }, [locale])
}

/** What a kind may be, by the names people know: "JPEG, PNG, PDF". */
export function typesOf(kind: Kind, rules: Rules | undefined): string {
  const accepts = rules?.kinds.find((each) => each.kind === kind)?.accepts ?? []
  return accepts.map((type) => (type.split('/')[1] ?? type).toUpperCase()).join(', ')
}

const codes = [
  'empty',
  'too_large',
  'wrong_type',
  'quota_exceeded',
  'infected',
  'too_slow',
  'invalid',
] as const

/** What was found when somebody looked into it. */
function inWords(error: unknown, t: T): string {
  if (!(error instanceof ApiError)) return ''
  const found = error.problem.errors?.find(({ field }) => field === 'file')
  const key = `files.found.${found?.rule}`
  return t.knows(key) ? t(key, { count: found?.limit ?? 0 }) : ''
}

/** Why a file was not taken: the same words, whether this page noticed or the server. */
export function useWhy(rules: Rules | undefined): (upload: Upload) => string {
  const t = useT()
  const size = useSize()
  return ({ refusal, error, kind }) => {
    const code = codes.find((each) => each === refusal || hasCode(error, each))
    if (!code) return sentence(error, t)
    const max = rules ? size(limitFor(kind, rules)) : '–'
    const why = code === 'invalid' ? inWords(error, t) : ''
    return t(`files.refused.${code}`, {
      max,
      types: typesOf(kind, rules),
      kind: t(`files.kind.${kind}`),
      why,
    }).trim()
  }
}
