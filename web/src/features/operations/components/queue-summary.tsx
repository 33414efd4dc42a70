import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { summary } from '../api'
import classes from './summary.module.css'

/** Whole seconds, then whole minutes: nobody compares these. */
function useLength() {
  const t = useT()
  return (seconds: number) =>
    seconds < 120
      ? t('staff.deliveries.seconds', { count: Math.round(seconds) })
      : t('minutes', { count: Math.round(seconds / 60) })
}

function Figure({ name, value, bad }: { name: string; value: string | number; bad: boolean }) {
  return (
    <div className={classes.figure} data-bad={bad || undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** The queue in three numbers, and whose work has trouble. Without it the list below still works. */
export function QueueSummary() {
  const t = useT()
  const length = useLength()
  const { data, error, isPending, refetch } = useQuery(summary())
  if (isPending) return <Skeleton height={96} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  const { due, oldest_age_seconds: age, held } = data
  return (
    <dl className={classes.figures}>
      <Figure name={t('staff.deliveries.due')} value={due} bad={false} />
      <Figure name={t('staff.deliveries.oldest')} value={due ? length(age) : '–'} bad={age > 60} />
      <Figure name={t('staff.deliveries.held')} value={held} bad={held > 0} />
    </dl>
  )
}
