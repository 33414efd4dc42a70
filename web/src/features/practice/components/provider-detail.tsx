import { Alert, Button } from '@mantine/core'
import { IconUserOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import type { Day } from '@/lib/wall'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Face } from '@/ui/face'
import { Failure } from '@/ui/failure'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { Panel } from '@/ui/panel'
import { StepHeading } from '@/ui/step-heading'
import { WaitingCard } from '@/ui/waiting'
import { type Provider, provider, useArchiveProvider } from '../api'
import { AboutCard } from './about-card'
import { DatesCard } from './dates-card'
import { HoursCard } from './hours-card'
import { PerformsCard } from './performs-card'
import classes from './practice.module.css'

/** Asked once more: there is no way back. */
function Leaving({ who, onLeft }: { who: Provider; onLeft: () => void }) {
  const t = useT()
  const [asking, setAsking] = useState(false)
  const { mutate, isPending } = useArchiveProvider()
  const { name } = who
  const yes = () => {
    setAsking(false)
    mutate(who, {
      onSuccess: () => {
        notifyDone(t('practice.providers.archived', { name }))
        onLeft()
      },
      onError: (error) => notifyFailed(sentence(error, t)),
    })
  }
  return (
    <div>
      <Button
        variant="subtle"
        color="guava"
        loading={isPending}
        leftSection={<IconUserOff size={18} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('practice.providers.archive')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('practice.providers.archiveTitle', { name })}
        text={t('practice.providers.archiveText')}
        yes={t('practice.providers.archiveYes')}
        onYes={yes}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}

type Props = { id: string; today: Day; onLeft: () => void }

/** One of them: who they are, when they work, and what they do. */
export function ProviderDetail({ id, today, onLeft }: Props) {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(provider(id))
  if (isPending) return <WaitingCard fields={7} />
  if (!data) return <Failure error={error} onRetry={refetch} level={1} />
  return (
    <>
      <div className={classes.head}>
        <Face name={data.name} size={64} />
        <div>
          <StepHeading>{data.name}</StepHeading>
          {data.specialty && <p>{data.specialty}</p>}
        </div>
      </div>
      {data.archived_at ? (
        <Alert role="note" color="lagoon">
          {t('practice.providers.archivedNote')}
        </Alert>
      ) : (
        <div className={classes.columns}>
          <div className={classes.column}>
            <Panel>
              <HoursCard provider={data} />
            </Panel>
            <Panel>
              <AboutCard provider={data} />
            </Panel>
          </div>
          <div className={classes.column}>
            <Panel>
              <DatesCard provider={id} today={today} />
            </Panel>
            <Panel>
              <PerformsCard provider={id} />
            </Panel>
            <Leaving who={data} onLeft={onLeft} />
          </div>
        </div>
      )}
    </>
  )
}
