import { Button, Stack, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBegunOn } from '@/lib/draft'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Behind } from '@/ui/behind'
import { Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { WaitingCard } from '@/ui/waiting'
import { catalogue, type Policy, type Service, useChangeTerms } from '../office-api'
import classes from './payments.module.css'
import { PolicyForm } from './policy-form'

type EditorProps = { service: Service; usual: Policy; onDone: () => void }

function Editor({ service, usual, onDone }: EditorProps) {
  const t = useT()
  const begun = useBegunOn(service, ({ policy }) => policy)
  const { id, policy, price } = begun.base
  const [own, setOwn] = useState(policy !== null)
  const { mutate, isPending, error, reset } = useChangeTerms()
  const onSuccess = () => {
    notifyDone(t('payments.policy.saved'))
    onDone()
  }
  const save = (policy: Policy | null) =>
    mutate({ id, version: begun.version, policy }, { onSuccess })
  const behind = begun.behind && <Behind typed={begun} onDecide={reset} />
  return (
    <Stack>
      <Switch
        checked={own}
        onChange={(event) => {
          setOwn(event.currentTarget.checked)
          begun.touch()
        }}
        label={t('payments.policy.own')}
      />
      {own ? (
        <PolicyForm
          key={begun.base.version}
          policy={policy ?? usual}
          currency={price.currency}
          pending={isPending}
          error={error}
          behind={behind}
          onTouch={begun.touch}
          onSubmit={save}
          onCancel={onDone}
        />
      ) : (
        <>
          {behind || <ProblemAlert error={error} />}
          <Button loading={isPending} disabled={Boolean(behind)} onClick={() => save(null)}>
            {t('app.save')}
          </Button>
        </>
      )}
    </Stack>
  )
}

function Row({ service, onEdit }: { service: Service; onEdit: () => void }) {
  const t = useT()
  const format = useFormats()
  const { name, price, terms, policy } = service
  const words = [
    t(policy ? 'payments.policy.own' : 'payments.policy.usual'),
    terms?.deposit && `${t('payments.purpose.deposit')} ${format.money(terms.deposit)}`,
  ]
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <strong>{name}</strong>
        <span>{words.filter(Boolean).join(' · ')}</span>
      </div>
      <span className={classes.sum}>{format.money(price)}</span>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('payments.policy.editOf', { service: name })}
        onClick={onEdit}
      >
        {t('payments.policy.edit')}
      </Button>
    </li>
  )
}

/** Services with terms of their own, and the others. */
export function ServiceTerms({ usual }: { usual: Policy }) {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(catalogue())
  const [id, edit] = useState<string | null>(null)
  if (isPending) return <WaitingCard />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  const editing = data.find((service) => service.id === id)
  return (
    <section className={classes.card}>
      <h2>{t('payments.policy.services')}</h2>
      <p>{t('payments.policy.servicesText')}</p>
      <ul className={classes.list}>
        {data.map((service) => (
          <Row key={service.id} service={service} onEdit={() => edit(service.id)} />
        ))}
      </ul>
      <Dialog
        opened={editing !== undefined}
        onClose={() => edit(null)}
        title={editing && t('payments.policy.editOf', { service: editing.name })}
      >
        {editing && <Editor service={editing} usual={usual} onDone={() => edit(null)} />}
      </Dialog>
    </section>
  )
}
