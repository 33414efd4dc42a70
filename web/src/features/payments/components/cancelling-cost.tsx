import { IconCoins } from '@tabler/icons-react'
import type { Schema } from '@/api/client'
import { type Formats, useFormats } from '@/lib/format'
import { type T, useT } from '@/lib/i18n'
import classes from './payments.module.css'

type Cost = Schema['Cancelling']
type Side = 'patient' | 'staff'

const when = ({ free_until_local: until }: Cost, format: Formats) =>
  until && `${format.day(until)}, ${format.time(until)}`

function feeLines({ fee, refund, charge }: Cost, t: T, format: Formats): string[] {
  if (charge.amount > 0)
    return [
      t('portal.cost.late', { amount: format.money(fee) }),
      t('portal.cost.charge', { amount: format.money(charge) }),
    ]
  const late = t('portal.cost.late', { amount: format.money(fee) })
  return refund.amount > 0 ? [late] : [late, t('portal.cost.covered')]
}

/** In whole sentences: what it costs, and what goes back. */
function lines(cost: Cost, side: Side, t: T, format: Formats): string[] {
  const amount = cost.refund.amount > 0 && format.money(cost.refund)
  if (side === 'staff')
    return [
      t('staff.cancel.cost.free'),
      ...(amount ? [t('staff.cancel.cost.back', { amount })] : []),
    ]
  const until = when(cost, format)
  const free = until ? t('portal.cost.until', { when: until }) : t('portal.cost.free')
  return [
    ...(cost.fee.amount > 0 ? feeLines(cost, t, format) : [free]),
    ...(amount ? [t('portal.cost.back', { amount })] : []),
  ]
}

/** What cancelling a visit means for its money, told before it is done. */
export function CancellingCost({ cost, side }: { cost: Cost; side: Side }) {
  const t = useT()
  const format = useFormats()
  return (
    <div className={classes.cost} data-late={cost.fee.amount > 0 || undefined}>
      <IconCoins size={20} aria-hidden />
      <p>{lines(cost, side, t, format).join(' ')}</p>
    </div>
  )
}
