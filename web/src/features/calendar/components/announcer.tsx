import { VisuallyHidden } from '@mantine/core'
import type { Target } from '../geometry'
import { useBoard } from '../store'
import classes from './board.module.css'

type Props = { hint: (patient: string) => string; where: (target: Target) => string }

/** Says where a visit would land, while it is being moved by keys. */
export function Announcer({ hint, where }: Props) {
  const moving = useBoard((state) => state.moving)
  return (
    <>
      {moving?.by === 'keys' && (
        <p className={classes.moveHint}>{hint(moving.visit.patient.name)}</p>
      )}
      <VisuallyHidden role="status" aria-live="assertive">
        {moving && where(moving.target)}
      </VisuallyHidden>
    </>
  )
}
