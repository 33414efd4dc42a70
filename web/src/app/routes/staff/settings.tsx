import { SettingsForm } from '@/features/practice/components/settings-form'
import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

export function SettingsPage() {
  const t = useT()
  return (
    <div className={classes.page}>
      <title>{t('practice.settings.title')}</title>
      <StepHeading focus={false}>{t('practice.settings.title')}</StepHeading>
      <p className={classes.lead}>{t('practice.settings.lead')}</p>
      <SettingsForm />
    </div>
  )
}
