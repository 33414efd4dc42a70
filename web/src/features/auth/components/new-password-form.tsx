import { Button, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useT } from '@/lib/i18n'
import { PASSWORD_LENGTH, rules } from '@/lib/valid'
import { FormProblem, useFieldErrors } from '@/ui/field-errors'

type Props = { onSubmit: (password: string) => void; pending: boolean; error: unknown }

const shown = ['password']

/** One field, which can be looked at, instead of two that cannot. */
export function NewPasswordForm({ onSubmit, pending, error }: Props) {
  const t = useT()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { password: '' },
    validate: { password: rules(t).password },
  })
  const onWrong = useFieldErrors(form, error, shown)
  return (
    <form onSubmit={form.onSubmit(({ password }) => onSubmit(password), onWrong)} noValidate>
      <Stack gap="md">
        <PasswordInput
          label={t('auth.reset.password')}
          description={t('valid.password', { count: PASSWORD_LENGTH })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('auth.show') }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <FormProblem form={form} error={error} shown={shown} />
        <Button type="submit" size="lg" loading={pending}>
          {t('auth.reset.submit')}
        </Button>
      </Stack>
    </form>
  )
}
