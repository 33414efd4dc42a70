import { Button, Checkbox, Group, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { amountOf, written } from '@/lib/amounts'
import { useDraftOf } from '@/lib/draft'
import { fieldErrors } from '@/lib/form-errors'
import { useLocale, useT } from '@/lib/i18n'
import { Behind } from '@/ui/behind'
import { ProblemAlert } from '@/ui/problem-alert'
import { type Service, team } from '../api'
import { meant, type ServiceDraft, typed } from '../service-draft'
import classes from './practice.module.css'

type Content = ReturnType<typeof meant>
type Props = {
  service: Service | null
  currency: string
  pending: boolean
  error: unknown
  /** What else can be done with it. */
  aside?: ReactNode
  onSubmit: (content: Content, version: number) => void
  onReset: () => void
  onCancel: () => void
}
type PartProps = { draft: ServiceDraft; change: (some: Partial<ServiceDraft>) => void }

const shown = [
  'name',
  'description',
  'duration_minutes',
  'buffer_before_minutes',
  'buffer_after_minutes',
  'price.amount',
  'provider_ids',
]

function Minutes({ draft, change, refused }: PartProps & { refused: Record<string, string> }) {
  const t = useT()
  const field = (
    name: 'duration_minutes' | 'buffer_before_minutes' | 'buffer_after_minutes',
    label: string,
    [min, max]: [number, number],
  ) => (
    <NumberInput
      size="md"
      label={label}
      suffix={` ${t('practice.services.minutes')}`}
      step={5}
      min={min}
      max={max}
      allowDecimal={false}
      value={draft[name]}
      onChange={(value) => change({ [name]: Number(value) || min })}
      error={refused[name]}
    />
  )
  return (
    <>
      {field('duration_minutes', t('practice.services.duration'), [5, 720])}
      <div className={classes.pair}>
        {field('buffer_before_minutes', t('practice.services.before'), [0, 240])}
        {field('buffer_after_minutes', t('practice.services.after'), [0, 240])}
      </div>
      <span className={classes.sum}>{t('practice.services.buffers')}</span>
    </>
  )
}

function Who({ draft, change }: PartProps) {
  const t = useT()
  const { data: people = [] } = useQuery(team())
  return (
    <Checkbox.Group
      label={t('practice.services.who')}
      value={draft.provider_ids}
      onChange={(ids) => change({ provider_ids: [...ids].sort() })}
      description={draft.provider_ids.length === 0 ? t('practice.services.nobodyHint') : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    >
      <Stack gap={10} my={8}>
        {people.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

/** Everything that can be said of a service but its terms, which stand with the money. */
export function ServiceForm(props: Props) {
  const t = useT()
  const locale = useLocale()
  const { service, currency, pending, error } = props
  const [tried, setTried] = useState(false)
  const form = useDraftOf(typed(service, locale), service?.version ?? 0)
  const { draft, change } = form
  const refused = fieldErrors(error, shown, t)
  const priced = amountOf(draft.price, currency) !== null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (draft.name.trim() && priced) props.onSubmit(meant(draft, currency), form.version)
  }
  const example = written(15000, currency, locale)
  const unpriced = tried && !priced ? t('practice.services.priceInvalid', { example }) : undefined
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('practice.services.name')}
          data-autofocus
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={tried && !draft.name.trim() ? t('valid.required') : refused.name}
        />
        <Textarea
          label={`${t('practice.services.description')} (${t('app.optional')})`}
          rows={2}
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
          error={refused.description}
        />
        <TextInput
          label={t('practice.services.price', { currency })}
          inputMode="decimal"
          autoComplete="off"
          value={draft.price}
          onChange={(event) => change({ price: event.currentTarget.value })}
          error={unpriced ?? refused['price.amount']}
        />
        <Minutes draft={draft} change={change} refused={refused} />
        <Who draft={draft} change={change} />
        {form.behind ? (
          <Behind typed={form} onDecide={props.onReset} />
        ) : (
          Object.keys(refused).length === 0 && <ProblemAlert error={error} />
        )}
        <Group justify="flex-end" mt="xs">
          {props.aside}
          <Button variant="default" onClick={props.onCancel}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={pending} disabled={form.behind}>
            {t('app.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
