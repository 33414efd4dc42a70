import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import { FormProblem, useFieldErrors } from '@/ui/field-errors'

export type Person = { name: string; email: string; phone: string }
type Values = Person & { password: string }
type Props = {
  onSubmit: (values: Values) => void
  onDraft: (person: Person) => void
  person: Person
  label: string
  pending: boolean
  error: unknown
}

const shown = ['name', 'email', 'phone', 'password']

function useRegistration({ person, onDraft, error }: Pick<Props, 'person' | 'onDraft' | 'error'>) {
  const valid = rules(useT())
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: { ...person, password: '' },
    validate: {
      name: valid.required,
      email: valid.email,
      phone: valid.optional(valid.phone),
      password: valid.password,
    },
    onValuesChange: ({ name, email, phone }) => onDraft({ name, email, phone }),
  })
  return { form, onWrong: useFieldErrors(form, error, shown) }
}

export function RegisterForm({ onSubmit, onDraft, person, label, pending, error }: Props) {
  const t = useT()
  const { form, onWrong } = useRegistration({ person, onDraft, error })
  const field = (name: keyof Values) => ({ key: form.key(name), ...form.getInputProps(name) })
  const { key: nameKey, ...name } = field('name')
  const { key: emailKey, ...email } = field('email')
  const { key: phoneKey, ...phone } = field('phone')
  const { key: passwordKey, ...password } = field('password')
  return (
    <form onSubmit={form.onSubmit(onSubmit, onWrong)} noValidate>
      <Stack gap="md">
        <TextInput key={nameKey} label={t('auth.name')} autoComplete="name" {...name} />
        <TextInput
          key={emailKey}
          label={t('auth.email')}
          type="email"
          inputMode="email"
          autoComplete="email"
          autoCapitalize="none"
          {...email}
        />
        <TextInput
          key={phoneKey}
          label={`${t('auth.phone')} (${t('app.optional')})`}
          description={t('auth.phoneWhy')}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          {...phone}
        />
        <PasswordInput
          key={passwordKey}
          label={t('auth.newPassword')}
          description={t('valid.password', { count: 8 })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('auth.show') }}
          {...password}
        />
        <FormProblem form={form} error={error} shown={shown} />
        <Button type="submit" size="lg" loading={pending}>
          {label}
        </Button>
      </Stack>
    </form>
  )
}
