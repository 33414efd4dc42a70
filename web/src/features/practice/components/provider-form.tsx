import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { type Provider, useCreateProvider } from '../api'

const shown = ['name', 'specialty']

type Props = { onMade: (provider: Provider) => void; onCancel: () => void }

/** Somebody new: a name will do, hours and services come next. */
export function ProviderForm({ onMade, onCancel }: Props) {
  const t = useT()
  const { mutate, isPending, error } = useCreateProvider()
  const refused = fieldErrors(error, shown, t)
  const form = useForm({
    initialValues: { name: '', specialty: '' },
    validate: { name: rules(t).required },
  })
  const made = (provider: Provider) => {
    notifyDone(t('practice.providers.made', { name: provider.name }))
    onMade(provider)
  }
  return (
    <form onSubmit={form.onSubmit((values) => mutate(values, { onSuccess: made }))} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('practice.providers.name')}
          data-autofocus
          {...form.getInputProps('name')}
          error={form.errors.name ?? refused.name}
        />
        <TextInput
          label={`${t('practice.providers.specialty')} (${t('app.optional')})`}
          {...form.getInputProps('specialty')}
          error={refused.specialty}
        />
        {Object.keys(refused).length === 0 && <ProblemAlert error={error} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {t('app.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
