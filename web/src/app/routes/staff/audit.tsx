import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { exportAddress } from '@/features/audit/api'
import { ChainNote } from '@/features/audit/components/chain-state'
import { EntryList } from '@/features/audit/components/entry-list'
import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const route = getRouteApi('/staff/audit')

export function AuditPage() {
  const t = useT()
  const wanted = route.useSearch()
  const navigate = useNavigate({ from: '/staff/audit' })
  return (
    <div className={classes.page}>
      <title>{t('audit.title')}</title>
      <div className={classes.head}>
        <StepHeading focus={false}>{t('audit.title')}</StepHeading>
        <Button
          component="a"
          href={exportAddress(wanted)}
          download
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {t('audit.export')}
        </Button>
      </div>
      <p className={classes.lead}>{t('audit.lead')}</p>
      <ChainNote />
      <EntryList wanted={wanted} onChange={(search) => navigate({ search })} />
    </div>
  )
}
