import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

export function AnalyticsPage() {
  const t = useT()
  return (
    <div className={classes.page}>
      <title>{t('staff.nav.analytics')}</title>
      <StepHeading focus={false}>{t('staff.nav.analytics')}</StepHeading>
    </div>
  )
}
