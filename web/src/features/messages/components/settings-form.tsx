import { Button, Checkbox, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useDraftOf } from '@/lib/draft'
import { useT } from '@/lib/i18n'
import { isTime, minutesOf, timeAt } from '@/lib/typed'
import { Behind } from '@/ui/behind'
import { Failure } from '@/ui/failure'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { TimeField } from '@/ui/time-field'
import { WaitingCard } from '@/ui/waiting'
import type { Channel } from '../api'
import { type Settings, settings, useSaveSettings } from '../settings-api'
import { Offsets } from './offsets'
import { ServiceReminders } from './service-reminders'
import classes from './settings.module.css'

const channels: Channel[] = ['email', 'sms', 'whatsapp']

type Props = { services: { id: string; name: string }[] }
type Times = Record<'quiet_from' | 'quiet_until', string>
type Content = Omit<Settings, 'version' | keyof Times> & Times
type PartProps = { draft: Content; change: (change: Partial<Content>) => void }

function Quiet({ draft, change }: PartProps) {
  const t = useT()
  const field = (name: keyof Times, label: string) => (
    <TimeField label={label} value={draft[name]} onChange={(time) => change({ [name]: time })} />
  )
  return (
    <section className={classes.card}>
      <h2>{t('messages.quiet')}</h2>
      <p>{t('messages.quietText')}</p>
      <Group gap="md" grow maw={320}>
        {field('quiet_from', t('messages.from'))}
        {field('quiet_until', t('messages.until'))}
      </Group>
    </section>
  )
}

function Channels({ draft, change }: PartProps) {
  const t = useT()
  return (
    <section className={classes.card}>
      <h2>{t('messages.channels')}</h2>
      <p>{t('messages.channelsText')}</p>
      <Checkbox.Group
        aria-label={t('messages.channels')}
        value={draft.channels}
        onChange={(value) => change({ channels: channels.filter((each) => value.includes(each)) })}
      >
        <Group gap="lg">
          {channels.map((channel) => (
            <Checkbox
              key={channel}
              value={channel}
              label={t(`staff.messages.channel.${channel}`)}
            />
          ))}
        </Group>
      </Checkbox.Group>
    </section>
  )
}

const asTyped = ({ quiet_from, quiet_until, ...rest }: Omit<Settings, 'version'>): Content => ({
  ...rest,
  quiet_from: timeAt(quiet_from),
  quiet_until: timeAt(quiet_until),
})

const asMeant = ({ quiet_from, quiet_until, ...rest }: Content) => ({
  ...rest,
  quiet_from: minutesOf(quiet_from),
  quiet_until: minutesOf(quiet_until),
})

function Form({ told, services }: Props & { told: Settings }) {
  const t = useT()
  const { mutate, isPending, error, reset } = useSaveSettings()
  const { version: newest, ...content } = told
  const { draft, version, change, touched, behind, ...typed } = useDraftOf(asTyped(content), newest)
  const onSuccess = ({ version: newer, ...now }: Settings) => {
    typed.saved(asTyped(now), newer)
    notifyDone(t('messages.saved'))
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    mutate({ ...asMeant(draft), version }, { onSuccess })
  }
  const clear = isTime(draft.quiet_from) && isTime(draft.quiet_until)
  const undo = () => {
    reset()
    typed.drop()
  }
  return (
    <form onSubmit={save} className={classes.form}>
      <section className={classes.card}>
        <h2>{t('messages.reminders')}</h2>
        <p>{t('messages.remindersText')}</p>
        <Offsets
          label={t('messages.reminders')}
          value={draft.reminder_minutes}
          onChange={(reminder_minutes) => change({ reminder_minutes })}
        />
        <h3>{t('messages.perService')}</h3>
        <ServiceReminders
          services={services}
          value={draft.services}
          usual={draft.reminder_minutes}
          onChange={(own) => change({ services: own })}
        />
      </section>
      <Quiet draft={draft} change={change} />
      <Channels draft={draft} change={change} />
      {behind ? <Behind typed={typed} onDecide={reset} /> : <ProblemAlert error={error} />}
      <Group justify="flex-end">
        <Button variant="default" disabled={!touched} onClick={undo}>
          {t('app.undo')}
        </Button>
        <Button type="submit" loading={isPending} disabled={!touched || behind || !clear}>
          {t('app.save')}
        </Button>
      </Group>
    </form>
  )
}

/** When the clinic writes, and over what. */
export function SettingsForm({ services }: Props) {
  const { data, error, isPending, refetch } = useQuery(settings())
  if (isPending) return <WaitingCard fields={5} />
  if (!data) return <Failure error={error} onRetry={refetch} />
  return <Form told={data} services={services} />
}
