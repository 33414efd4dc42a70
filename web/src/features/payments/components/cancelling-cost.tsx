import { IconCoins } from '@tabler/icons-react'
import type { Schema } from '@/api/client'
import { type Formats, useFormats } from '@/lib/format'
import { type T, useT } from '@/lib/i18n'
import classes from './payments.module.css'

type Cost = Schema['Cancelling']
type Side = 'patient' | 'staff'

function free({ free_until_local: until }: Cost, t: T, format: Formats): string {
  const when = until && `${format.day(until)}, ${format.time(until)}`
  return when ? t('portal.cost.until', { when }) : t('portal.cost.free')
}

function fee({ fee, charge, refund, by_hand }: Cost, t: T, format: Formats): string[] {
  const late = t('portal.cost.late', { amount: format.money(fee) })
  if (charge.amount) return [late, t('portal.cost.charge', { amount: format.money(charge) })]
  return refund.amount || by_hand.amount ? [late] : [late, t('portal.cost.covered')]
}

/** In whole sentences: what it costs, and what goes back in which way. */
function lines(cost: Cost, side: Side, t: T, format: Formats): string[] {
  const words = side === 'staff' ? 'staff.cancel.cost' : 'portal.cost'
  const { refund, by_hand: byHand } = cost
  const back = refund.amount ? [t(`${words}.back`, { amount: format.money(refund) })] : []
  const hand = byHand.amount ? [t(`${words}.byHand`, { amount: format.money(byHand) })] : []
  const costs = () => (cost.fee.amount ? fee(cost, t, format) : [free(cost, t, format)])
  return [...(side === 'staff' ? [t('staff.cancel.cost.free')] : costs()), ...back, ...hand]
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
