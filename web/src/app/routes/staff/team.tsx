import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

export function TeamPage() {
  const t = useT()
  return (
    <div className={classes.page}>
      <title>{t('staff.nav.team')}</title>
      <StepHeading focus={false}>{t('staff.nav.team')}</StepHeading>
    </div>
  )
}
