import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBegunOn } from '@/lib/draft'
import { useT } from '@/lib/i18n'
import { Behind } from '@/ui/behind'
import { Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { notifyDone } from '@/ui/notify'
import { StepHeading } from '@/ui/step-heading'
import { WaitingCard } from '@/ui/waiting'
import { type Endpoint, endpoint, type Secret, useChange } from '../api'
import { CallList } from './call-list'
import { EndpointActions } from './endpoint-actions'
import { EndpointForm } from './endpoint-form'
import { EndpointState } from './endpoint-state'
import classes from './webhooks.module.css'

type Props = { id: string; onSecret: (made: Secret) => void; onClose: () => void }

function Facts({ endpoint }: { endpoint: Endpoint }) {
  const t = useT()
  const { url, description, events } = endpoint
  return (
    <>
      <StepHeading focus={false}>{description || url}</StepHeading>
      <dl className={classes.facts}>
        <dt>{t('webhooks.form.url')}</dt>
        <dd className={classes.url}>{url}</dd>
        <dt>{t('webhooks.form.events')}</dt>
        <dd>{events.length === 0 ? t('webhooks.form.all') : events.join(', ')}</dd>
        <dt>{t('webhooks.stateLabel')}</dt>
        <dd>
          <EndpointState endpoint={endpoint} />
        </dd>
      </dl>
    </>
  )
}

const wishOf = ({ url, description, events }: Endpoint) => ({ url, description, events })

function Editor({ endpoint, onDone }: { endpoint: Endpoint; onDone: () => void }) {
  const t = useT()
  const begun = useBegunOn(endpoint, wishOf)
  const { base, version } = begun
  const { mutate, isPending, error, reset } = useChange({ ...base, version })
  const onSuccess = () => {
    notifyDone(t('webhooks.saved'))
    onDone()
  }
  return (
    <EndpointForm
      key={base.version}
      endpoint={base}
      pending={isPending}
      error={error}
      behind={begun.behind && <Behind typed={begun} onDecide={reset} />}
      onTouch={begun.touch}
      onSubmit={(wish) => mutate(wish, { onSuccess })}
      onCancel={onDone}
    />
  )
}

/** One of them: what it hears, what can be done about it, and its log. */
export function EndpointDetail({ id, onSecret, onClose }: Props) {
  const t = useT()
  const [editing, setEditing] = useState(false)
  const { data, error, isPending, refetch } = useQuery(endpoint(id))
  if (isPending) return <WaitingCard />
  if (!data) return <Failure error={error} onRetry={refetch} />
  return (
    <>
      <Facts endpoint={data} />
      {!data.archived_at && (
        <EndpointActions
          endpoint={data}
          onEdit={() => setEditing(true)}
          onSecret={onSecret}
          onArchived={onClose}
        />
      )}
      <CallList endpoint={data} />
      <Dialog
        opened={editing}
        onClose={() => setEditing(false)}
        title={t('webhooks.edit')}
        size="lg"
      >
        <Editor endpoint={data} onDone={() => setEditing(false)} />
      </Dialog>
    </>
  )
}
