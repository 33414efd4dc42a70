import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

export function WebhooksPage() {
  const t = useT()
  return (
    <div className={classes.page}>
      <title>{t('staff.nav.webhooks')}</title>
      <StepHeading focus={false}>{t('staff.nav.webhooks')}</StepHeading>
    </div>
  )
}
