import type { ReactNode } from 'react'
import classes from './status.module.css'

type Props = { status: string; children: ReactNode }

/** A visit's state as a small pill, in the colours its card has in the calendar. */
export function StatusPill({ status, children }: Props) {
  return (
    <span
      className={classes.pill}
      style={{ background: `var(--ts-${status})`, borderColor: `var(--ts-${status}-edge)` }}
    >
      <span className={classes.dot} style={{ background: `var(--ts-${status}-edge)` }} />
      {children}
    </span>
  )
}
