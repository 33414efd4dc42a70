import type { Schema } from '@/api/client'
import { useAgo } from '@/lib/ago'
import { type T, useT } from '@/lib/i18n'
import classes from './visit-panel.module.css'

type Happening = Schema['Happening']

const roles = ['patient', 'receptionist', 'dentist', 'hygienist', 'manager', 'admin'] as const
const actions = [
  'created',
  'rescheduled',
  'confirmed',
  'checked_in',
  'started',
  'completed',
  'cancelled',
  'no_show',
  'secured',
  'cancellation_moved',
] as const

function wordFor(t: T, action: string): string {
  const short = action.replace(/^appointment[._]/, '')
  const known = actions.find((each) => each === short)
  return known ? t(`staff.history.${known}`) : short
}

function whoDid(t: T, by: string): string {
  const role = roles.find((each) => each === by)
  if (role) return t(`role.${role}`)
  return by === 'system' ? t('staff.history.bySystem') : by
}

/** What happened to a visit, the latest first. */
export function History({ items }: { items: Happening[] }) {
  const t = useT()
  const ago = useAgo()
  const latest = items.toSorted((a, b) => b.at.localeCompare(a.at))
  return (
    <ol className={classes.history}>
      {latest.map(({ at, action, by, reason }) => (
        <li key={at + action}>
          <strong>{wordFor(t, action)}</strong>
          <span>
            {whoDid(t, by)} · <time dateTime={at}>{ago(at)}</time>
          </span>
          {reason && <span>“{reason}”</span>}
        </li>
      ))}
    </ol>
  )
}
