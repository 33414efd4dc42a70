import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import {
  service as oneService,
  type Service,
  useArchiveService,
  useChangeService,
  useCreateService,
} from '@/features/practice/api'
import { ServiceForm } from '@/features/practice/components/service-form'
import { ServiceList } from '@/features/practice/components/service-list'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Dialog } from '@/ui/dialog'
import { LinkButton } from '@/ui/links'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const staff = getRouteApi('/staff')

function Creator({ onDone }: { onDone: () => void }) {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { mutate, isPending, error, reset } = useCreateService()
  const onSuccess = ({ name, provider_ids }: Service) => {
    notifyDone(
      t(provider_ids.length ? 'practice.services.made' : 'practice.services.madeIdle', { name }),
    )
    onDone()
  }
  return (
    <ServiceForm
      service={null}
      currency={user.clinic.currency}
      pending={isPending}
      error={error}
      onReset={reset}
      onSubmit={(content) => mutate({ ...content, position: 10_000 }, { onSuccess })}
      onCancel={onDone}
    />
  )
}

type EditorProps = { known: Service; onEnd: (service: Service) => void; onDone: () => void }

function Editor({ known, onEnd, onDone }: EditorProps) {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { data: told } = useQuery(oneService(known))
  const { mutate, isPending, error, reset } = useChangeService()
  const onSuccess = () => {
    notifyDone(t('practice.services.saved'))
    onDone()
  }
  const aside = (
    <Button variant="subtle" color="guava" mr="auto" onClick={() => onEnd(told)}>
      {t('practice.services.archive')}
    </Button>
  )
  return (
    <>
      <ServiceForm
        service={told}
        currency={told.price.currency}
        pending={isPending}
        error={error}
        aside={aside}
        onReset={reset}
        onSubmit={(change, version) => mutate({ was: told, change, version }, { onSuccess })}
        onCancel={onDone}
      />
      {user.permissions.includes('payments.manage') && (
        <LinkButton
          to="/staff/payments"
          search={{ show: 'terms' }}
          variant="subtle"
          mt="sm"
          fullWidth
        >
          {t('practice.services.terms')}
        </LinkButton>
      )}
    </>
  )
}

/** Asked once more: there is no way back. */
function Ending({ service, onDone }: { service: Service | null; onDone: () => void }) {
  const t = useT()
  const { mutate } = useArchiveService()
  const name = service?.name ?? ''
  const yes = () => {
    if (service)
      mutate(service, {
        onSuccess: () => notifyDone(t('practice.services.archived', { name })),
        onError: (error) => notifyFailed(sentence(error, t)),
      })
    onDone()
  }
  return (
    <ConfirmDialog
      opened={service !== null}
      title={t('practice.services.archiveTitle', { name })}
      text={t('practice.services.archiveText')}
      yes={t('practice.services.archiveYes')}
      onYes={yes}
      onClose={onDone}
    />
  )
}

function NoLonger() {
  const t = useT()
  const [shown, show] = useState(false)
  return (
    <>
      <div>
        <Button
          variant="subtle"
          size="compact-md"
          aria-expanded={shown}
          onClick={() => show(!shown)}
        >
          {t(shown ? 'practice.services.leftHide' : 'practice.services.left')}
        </Button>
      </div>
      {shown && (
        <section aria-label={t('practice.services.leftTitle')}>
          <ServiceList archived />
        </section>
      )}
    </>
  )
}

export function ServicesPage() {
  const t = useT()
  const [editing, edit] = useState<Service | 'new' | null>(null)
  const [ending, end] = useState<Service | null>(null)
  const close = () => edit(null)
  const create = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => edit('new')}>
      {t('practice.services.new')}
    </Button>
  )
  const leave = (service: Service) => {
    close()
    end(service)
  }
  return (
    <div className={classes.page}>
      <title>{t('practice.services.title')}</title>
      <div className={classes.head}>
        <StepHeading focus={false}>{t('practice.services.title')}</StepHeading>
        {create}
      </div>
      <p className={classes.lead}>{t('practice.services.lead')}</p>
      <ServiceList onOpen={edit} begin={create} />
      <NoLonger />
      <Dialog
        opened={editing !== null}
        onClose={close}
        title={editing === 'new' ? t('practice.services.new') : editing?.name}
      >
        {editing === 'new' && <Creator onDone={close} />}
        {editing && editing !== 'new' && <Editor known={editing} onEnd={leave} onDone={close} />}
      </Dialog>
      <Ending service={ending} onDone={() => end(null)} />
    </div>
  )
}
