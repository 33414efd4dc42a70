import { useT } from '@/lib/i18n'
import { Face } from '@/ui/face'
import type { Column } from '../geometry'
import classes from './board.module.css'

type Props = { column: Column; visits: number }

export function ColumnHead({ column, visits }: Props) {
  const t = useT()
  const off = column.open.length === 0
  return (
    <div className={classes.head}>
      <Face name={column.name} size={36} />
      <div className={classes.headWords}>
        <h2>{column.name}</h2>
        <span>{off ? t('staff.day.off') : column.specialty}</span>
      </div>
      {visits > 0 && (
        <span className={classes.headCount} title={t('staff.day.visits', { count: visits })}>
          {visits}
        </span>
      )}
    </div>
  )
}
