import classes from './progress.module.css'

type Props = { value: number; of: number; label: string }

/** How far along: one stroke per step. */
export function Progress({ value, of, label }: Props) {
  return (
    <div
      role="progressbar"
      className={classes.bar}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={of}
      aria-valuenow={value}
      aria-valuetext={label}
    >
      {Array.from({ length: of }, (_, index) => index + 1).map((step) => (
        <span key={step} data-done={step <= value || undefined} />
      ))}
    </div>
  )
}
