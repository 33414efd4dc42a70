import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

export function AuditPage() {
  const t = useT()
  return (
    <div className={classes.page}>
      <title>{t('staff.nav.audit')}</title>
      <StepHeading focus={false}>{t('staff.nav.audit')}</StepHeading>
    </div>
  )
}
