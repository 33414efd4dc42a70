import { Skeleton, type SkeletonProps } from '@mantine/core'
import { useT } from '@/lib/i18n'
import classes from './state.module.css'

/** The place of something that is on its way. Whoever does not see it is told. */
export function Waiting(props: SkeletonProps) {
  const t = useT()
  return (
    <output className={classes.waiting} aria-busy aria-label={t('app.loading')}>
      <Skeleton {...props} />
    </output>
  )
}
