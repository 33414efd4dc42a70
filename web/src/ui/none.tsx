import type { ReactNode } from 'react'
import classes from './state.module.css'

/** Nothing in one of a page's lists: said quietly, in the list's place. */
export function None({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <p className={classes.none}>
      {icon}
      <span>{children}</span>
    </p>
  )
}
