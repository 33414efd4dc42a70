import type { Day } from '@/lib/wall'

/** How old someone is on a day. Whoever is born on 29 February is a year older on 1 March. */
export function ageOn(day: Day, birth: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}
