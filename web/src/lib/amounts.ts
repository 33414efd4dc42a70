/** How many digits a currency has after its point, as the browser knows them. */
function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}

/** An amount as it is typed, without its currency. */
export function written(amount: number | null, currency: string, locale: string): string {
  if (amount === null) return ''
  const digits = digitsOf(currency)
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const format = new Intl.NumberFormat(locale, { ...options, useGrouping: false })
  return format.format(amount / 10 ** digits)
}

/** What was typed, in the smallest unit; null when it is no amount. Comma or point, both are meant. */
export function amountOf(text: string, currency: string): number | null {
  const digits = digitsOf(currency)
  const found = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim())
  if (!found) return null
  const [, whole = '', part = ''] = found
  if (part.length > digits) return null
  return Number(whole + part.padEnd(digits, '0'))
}
