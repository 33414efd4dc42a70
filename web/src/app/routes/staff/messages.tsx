import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { services } from '@/api/queries'
import { SettingsForm } from '@/features/messages/components/settings-form'
import { Templates } from '@/features/messages/components/templates'
import { useT } from '@/lib/i18n'
import { Panel } from '@/ui/panel'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const staff = getRouteApi('/staff')

export function MessagesPage() {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { data: offered = [] } = useQuery(services(user.clinic.slug))
  return (
    <div className={classes.page}>
      <title>{t('staff.nav.messages')}</title>
      <StepHeading focus={false}>{t('staff.nav.messages')}</StepHeading>
      <p className={classes.lead}>{t('messages.lead')}</p>
      <Tabs defaultValue="when" keepMounted={false} radius={12}>
        <Tabs.List mb="md">
          <Tabs.Tab value="when">{t('messages.when')}</Tabs.Tab>
          <Tabs.Tab value="words">{t('messages.words')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="when">
          <Panel>
            <SettingsForm services={offered} />
          </Panel>
        </Tabs.Panel>
        <Tabs.Panel value="words">
          <Panel>
            <Templates email={user.email} />
          </Panel>
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
