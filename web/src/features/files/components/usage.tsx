import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { usage } from '../api'
import type { Side } from '../use-acts'
import { useSize } from '../words'
import classes from './gallery.module.css'

const NEARLY = 0.9

/** How much room is left: the clinic's for its staff, their own for patients. */
export function Usage({ side }: { side: Side }) {
  const t = useT()
  const size = useSize()
  const { data } = useQuery(usage())
  if (!data) return null
  const { used, quota } = side === 'staff' ? data.clinic : data.person
  const words = { used: size(used), quota: size(quota) }
  return (
    <span className={classes.usage} data-full={used > quota * NEARLY || undefined}>
      {t(side === 'staff' ? 'files.usage.clinic' : 'files.usage.person', words)}
    </span>
  )
}
