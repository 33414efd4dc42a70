import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type OwnSlug, PASSWORD, type Schema } from './desk'
import { home } from './test'

const TOPSMILE = fileURLToPath(new URL('../../server/.venv/bin/topsmile', import.meta.url))
const MORNING = 9

let count = 0

/** Somewhere it is nine in the morning: whenever a test runs, there its day is still to come. */
function whereItIsMorning(): string {
  const east = MORNING - new Date().getUTCHours()
  // The names of these zones count westwards.
  return `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`
}

/** A clinic that nobody else uses, on a day with hours left; its administrator is `admin@<slug>.demo`. */
export function openClinic(): OwnSlug {
  count += 1
  const slug: OwnSlug = `own-${process.pid}-${count}`
  const wanted = {
    slug,
    name: 'Harbour Dental',
    timezone: whereItIsMorning(),
    currency: 'GBP',
    locale: 'en-GB',
    'admin-email': `admin@${slug}.demo`,
    'admin-name': 'Nora Quinn',
  }
  const options = Object.entries(wanted).flatMap(([name, value]) => [`--${name}`, value])
  const env = { ...process.env, TOPSMILE_HOME: home() }
  const input = `${PASSWORD}\n`
  execFileSync(TOPSMILE, ['clinic', 'create', ...options, '--password-stdin'], { env, input })
  return slug
}

/** Around the clock, on every day of the week. */
export const ALWAYS: Schema['Hours'][] = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
  weekday,
  opens: '00:00',
  closes: '24:00',
}))
