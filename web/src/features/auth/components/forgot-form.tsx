import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import { ProblemAlert } from '@/ui/problem-alert'

type Props = { onSubmit: (values: { email: string }) => void; pending: boolean; error: unknown }

export function ForgotForm({ onSubmit, pending, error }: Props) {
  const t = useT()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '' },
    validate: { email: rules(t).email },
  })
  return (
    <form onSubmit={form.onSubmit(onSubmit)} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('auth.email')}
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <ProblemAlert error={error} />
        <Button type="submit" size="lg" loading={pending}>
          {t('auth.forgot.submit')}
        </Button>
      </Stack>
    </form>
  )
}
