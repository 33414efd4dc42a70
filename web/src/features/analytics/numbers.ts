import { useMemo } from 'react'
import { useFormats } from '@/lib/format'
import { useLocale } from '@/lib/i18n'

type Money = { amount: number; currency: string }

function numbers(locale: string) {
  const count = new Intl.NumberFormat(locale)
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const whole = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const signed = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  })
  const plus = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const money = ({ amount, currency }: Money, compact = false) => {
    const format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      maximumFractionDigits: compact ? 1 : 0,
      notation: compact ? 'compact' : 'standard',
    })
    const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
    }).resolvedOptions()
    return format.format(amount / 10 ** digits)
  }
  return {
    count: (value: number) => count.format(value),
    decimal: (value: number) => decimal.format(value),
    percent: (value: number | null) => (value === null ? '–' : percent.format(value)),
    signed: (value: number) => plus.format(value),
    wholePercent: (value: number) => whole.format(value),
    change: (value: number) => signed.format(value),
    money,
  }
}

export type Numbers = ReturnType<typeof numbers>

/** As the clinic writes them: its digits, its money. */
export function useNumbers(): Numbers {
  const locale = useLocale()
  return useMemo(() => numbers(locale), [locale])
}

/** What a bar of the chart is called. */
export function useBucketName(step: 'day' | 'week' | 'month') {
  const formats = useFormats()
  return (first: string) => {
    if (step === 'month') return formats.shortMonth(first)
    return `${formats.dayNumber(first)} ${formats.shortMonth(first)}`
  }
}
