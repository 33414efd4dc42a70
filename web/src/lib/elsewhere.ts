import { useFormats } from './format'
import { useT } from './i18n'
import type { Wall } from './wall'

const written: Record<string, string> = { 'America/Sao_Paulo': 'São Paulo' }

/** How far a zone is from UTC at an instant; without a zone, this device's own. */
function offset(at: string, timeZone?: string): string | undefined {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  return format.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value
}

/** As people call it: by its city. */
export const cityOf = (zone: string): string =>
  written[zone] ?? zone.replace(/^.*\//, '').replaceAll('_', ' ')

/** The clinic's city, for those whose own clock shows another time at that moment. */
export function cityIfElsewhere(zone: string, at: string): string | null {
  if (offset(at, zone) === offset(at)) return null
  return cityOf(zone)
}

type Visit = { starts_at: string; starts_local: Wall }

/** A visit's time on the clinic's clock, which is named where the visitor's own differs. */
export function useClinicTime(zone: string): (visit: Visit) => string {
  const t = useT()
  const format = useFormats()
  return ({ starts_at, starts_local }) => {
    const time = format.time(starts_local)
    const city = cityIfElsewhere(zone, starts_at)
    return city ? t('times.there', { time, city }) : time
  }
}
