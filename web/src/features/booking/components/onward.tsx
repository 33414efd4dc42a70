import type { ReactNode } from 'react'
import classes from './steps.module.css'

/** The way on: at the thumb on a phone, under the choices elsewhere. */
export function Onward({ shown, children }: { shown: boolean; children: ReactNode }) {
  return shown ? <div className={classes.onward}>{children}</div> : null
}
