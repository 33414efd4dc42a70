import { Button, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect } from 'react'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { PASSWORD_LENGTH, rules } from '@/lib/valid'
import { ProblemAlert } from '@/ui/problem-alert'

type Props = { onSubmit: (password: string) => void; pending: boolean; error: unknown }

/** One field, which can be looked at, instead of two that cannot. */
export function NewPasswordForm({ onSubmit, pending, error }: Props) {
  const t = useT()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { password: '' },
    validate: { password: rules(t).password },
  })
  const { setErrors } = form
  const onField = fieldErrors(error, ['password'])
  useEffect(() => setErrors(fieldErrors(error, ['password'])), [error, setErrors])
  return (
    <form onSubmit={form.onSubmit(({ password }) => onSubmit(password))} noValidate>
      <Stack gap="md">
        <PasswordInput
          label={t('auth.reset.password')}
          description={t('valid.password', { count: PASSWORD_LENGTH })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('auth.show') }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        {!onField.password && <ProblemAlert error={error} />}
        <Button type="submit" size="lg" loading={pending}>
          {t('auth.reset.submit')}
        </Button>
      </Stack>
    </form>
  )
}
