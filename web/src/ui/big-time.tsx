import classes from './big-time.module.css'

/** A time told large, with whose clock it is told small where that is said. */
export function BigTime({ time, told }: { time: string; told: string }) {
  if (!told.startsWith(time) || told === time) return told
  return (
    <span className={classes.both}>
      <span>{time}</span>
      <small className={classes.whose}>{told.slice(time.length)}</small>
    </span>
  )
}
