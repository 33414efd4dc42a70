import { Button, Checkbox, Group, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import { FormProblem, useFieldErrors } from '@/ui/field-errors'
import { type Endpoint, EVENTS, type EventName, type Wish } from '../api'

type Props = {
  endpoint?: Endpoint
  pending: boolean
  error: unknown
  /** What is to be decided before this can be saved. */
  behind?: ReactNode
  onTouch?: () => void
  onSubmit: (wish: Wish) => void
  onCancel: () => void
}

const shown = ['url', 'description', 'events']
const known = (events: string[]) => EVENTS.filter((each) => events.includes(each))

/** Where to tell, and what. */
export function EndpointForm(props: Props) {
  const t = useT()
  const { endpoint, pending, error, behind, onTouch, onSubmit, onCancel } = props
  const valid = rules(t)
  const form = useForm({
    onValuesChange: () => onTouch?.(),
    initialValues: {
      url: endpoint?.url ?? '',
      description: endpoint?.description ?? '',
      all: !endpoint || endpoint.events.length === 0,
      events: known(endpoint?.events ?? []) as string[],
    },
    validate: {
      url: valid.required,
      events: (events, { all }) =>
        all || events.length > 0 ? null : t('webhooks.form.chooseEvents'),
    },
  })
  const onWrong = useFieldErrors(form, error, shown)
  const submit = form.onSubmit(
    ({ url, description, all, events }) =>
      onSubmit({ url: url.trim(), description, events: all ? [] : (events as EventName[]) }),
    onWrong,
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('webhooks.form.url')}
          description={t('webhooks.form.urlHint')}
          placeholder="https://"
          type="url"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput
          label={`${t('webhooks.form.description')} (${t('app.optional')})`}
          {...form.getInputProps('description')}
        />
        <Switch
          label={t('webhooks.form.all')}
          {...form.getInputProps('all', { type: 'checkbox' })}
        />
        {!form.values.all && (
          <Checkbox.Group label={t('webhooks.form.events')} {...form.getInputProps('events')}>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing={8} mt={6}>
              {EVENTS.map((event) => (
                <Checkbox key={event} value={event} label={t(`webhooks.event.${event}`)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        )}
        <FormProblem form={form} error={error} shown={shown} instead={behind} />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={pending} disabled={Boolean(behind)}>
            {t('app.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
