import { HeldList } from '@/features/operations/components/held-list'
import { QueueSummary } from '@/features/operations/components/queue-summary'
import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

export function DeliveriesPage() {
  const t = useT()
  return (
    <div className={classes.page}>
      <title>{t('staff.deliveries.title')}</title>
      <StepHeading focus={false}>{t('staff.deliveries.title')}</StepHeading>
      <p className={classes.lead}>{t('staff.deliveries.lead')}</p>
      <QueueSummary />
      <HeldList />
    </div>
  )
}
