import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import { ProblemAlert } from '@/ui/problem-alert'

type Values = { email: string; password: string }
type Props = {
  onSubmit: (values: Values) => void
  label: string
  pending: boolean
  error: unknown
  email?: string
}

export function SignInForm({ onSubmit, label, pending, error, email = '' }: Props) {
  const t = useT()
  const { required } = rules(t)
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: { email, password: '' },
    validate: { email: required, password: required },
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
        <PasswordInput
          label={t('auth.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('auth.show') }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <ProblemAlert error={error} />
        <Button type="submit" size="lg" loading={pending}>
          {label}
        </Button>
      </Stack>
    </form>
  )
}
