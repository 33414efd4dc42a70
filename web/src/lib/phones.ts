import { useMemo, useSyncExternalStore } from 'react'
import { useLanguageStore } from './i18n'

type Plans = Pick<
  typeof import('libphonenumber-js/min'),
  'parsePhoneNumberFromString' | 'getCountryCallingCode' | 'isSupportedCountry'
>

/** The plans of all countries' numbers weigh as much as a page: they come when a number is shown. */
let plans: Plans | null = null
let asked = false
const waiting = new Set<() => void>()

function come() {
  asked = true
  import('libphonenumber-js/min').then(
    (all) => {
      plans = all
      for (const tell of waiting) tell()
    },
    () => {
      asked = false
    },
  )
}

function subscribe(tell: () => void) {
  waiting.add(tell)
  if (!asked) come()
  return () => {
    waiting.delete(tell)
  }
}

/** As people where the clinic is write it: their own numbers without the country's, others with. */
export function written(text: string, locale: string | null, by: Plans): string {
  const number = by.parsePhoneNumberFromString(text)
  if (!number) return text
  const home = locale ? new Intl.Locale(locale).region : undefined
  const here = home && by.isSupportedCountry(home) ? by.getCountryCallingCode(home) : null
  return number.countryCallingCode === here ? number.formatNational() : number.formatInternational()
}

/** Until the plans are here, a number is shown as it is stored: `+442079460018`. */
export function usePhone(): (text: string) => string {
  const known = useSyncExternalStore(subscribe, () => plans)
  const locale = useLanguageStore(({ clinicLocale }) => clinicLocale)
  return useMemo(
    () => (text: string) => (known ? written(text, locale, known) : text),
    [known, locale],
  )
}
