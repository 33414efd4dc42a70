import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Secret, useCreate } from '@/features/webhooks/api'
import { EndpointDetail } from '@/features/webhooks/components/endpoint-detail'
import { EndpointForm } from '@/features/webhooks/components/endpoint-form'
import { EndpointList } from '@/features/webhooks/components/endpoint-list'
import { SecretNote } from '@/features/webhooks/components/secret-note'
import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import { BackLink } from '@/ui/links'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const route = getRouteApi('/staff/webhooks')

type CreatorProps = { onMade: (made: Secret) => void; onDone: () => void }

function Creator({ onMade, onDone }: CreatorProps) {
  const { mutate, isPending, error } = useCreate()
  return (
    <EndpointForm
      pending={isPending}
      error={error}
      onSubmit={(wish) => mutate(wish, { onSuccess: onMade })}
      onCancel={onDone}
    />
  )
}

function Overview({ onOpen, onNew }: { onOpen: (id: string) => void; onNew: () => void }) {
  const t = useT()
  return (
    <>
      <div className={classes.head}>
        <StepHeading focus={false}>{t('webhooks.title')}</StepHeading>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={onNew}>
          {t('webhooks.new')}
        </Button>
      </div>
      <p className={classes.lead}>{t('webhooks.lead')}</p>
      <EndpointList onOpen={onOpen} onNew={onNew} />
    </>
  )
}

export function WebhooksPage() {
  const t = useT()
  const { webhook } = route.useSearch()
  const navigate = useNavigate({ from: '/staff/webhooks' })
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState<Secret | null>(null)
  const open = (id: string) => navigate({ search: { webhook: id } })
  const close = () => navigate({ search: {} })
  const onMade = (secret: Secret) => {
    setCreating(false)
    setMade(secret)
  }
  const onNoted = () => {
    if (made) open(made.id)
    setMade(null)
  }
  return (
    <div className={classes.page}>
      <title>{t('webhooks.title')}</title>
      {webhook ? (
        <>
          <div>
            <BackLink to="/staff/webhooks">{t('webhooks.all')}</BackLink>
          </div>
          <EndpointDetail key={webhook} id={webhook} onSecret={setMade} onClose={close} />
        </>
      ) : (
        <Overview onOpen={open} onNew={() => setCreating(true)} />
      )}
      <Dialog
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('webhooks.new')}
        size="lg"
      >
        <Creator onMade={onMade} onDone={() => setCreating(false)} />
      </Dialog>
      <SecretNote made={made} onDone={onNoted} />
    </div>
  )
}
