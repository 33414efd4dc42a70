import { Skeleton } from '@mantine/core'
import { Coming } from '@/ui/waiting'
import classes from './visit-panel.module.css'

/** A visit on its way: a state, a name, what can be done, and the facts below. */
export function ComingVisit() {
  return (
    <Coming className={classes.panel}>
      <Skeleton height={26} width={110} radius={99} />
      <span className={classes.actions}>
        <Skeleton height={28} width="62%" />
        <Skeleton height={16} width="44%" radius={8} />
        <Skeleton height={16} width="56%" radius={8} />
      </span>
      <Skeleton height={42} />
      <span className={classes.actions}>
        {['when', 'what', 'who', 'price'].map((fact) => (
          <Skeleton key={fact} height={32} />
        ))}
      </span>
    </Coming>
  )
}
