import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import { FormProblem, useFieldErrors } from '@/ui/field-errors'
import { type Invitation, type Member, type Role, roles } from '../api'

type Props = {
  member?: Member
  providers: { id: string; name: string }[]
  pending: boolean
  error: unknown
  /** Another way to go on than saving. */
  aside?: ReactNode
  /** What is to be decided before this can be saved. */
  behind?: ReactNode
  onTouch?: () => void
  onSubmit: (values: Invitation) => void
  onCancel: () => void
}

const shown = ['name', 'email', 'role', 'provider_id']
const treats = (role: Role) => role === 'dentist' || role === 'hygienist'

function useMemberForm({ member, error, onTouch }: Pick<Props, 'member' | 'error' | 'onTouch'>) {
  const valid = rules(useT())
  const form = useForm({
    onValuesChange: () => onTouch?.(),
    initialValues: {
      name: member?.name ?? '',
      email: member?.email ?? '',
      role: member?.role ?? ('receptionist' as Role),
      provider_id: member?.provider_id ?? null,
    },
    validate: { name: valid.required, email: member ? () => null : valid.email },
  })
  return { form, onWrong: useFieldErrors(form, error, shown) }
}

export function MemberForm(props: Props) {
  const t = useT()
  const { member, providers, pending, error, aside, behind, ...act } = props
  const { form, onWrong } = useMemberForm(props)
  const { role } = form.values
  const submit = form.onSubmit(
    ({ email, provider_id, ...rest }) =>
      act.onSubmit({
        ...rest,
        email: email.trim(),
        provider_id: treats(rest.role) ? provider_id : null,
      }),
    onWrong,
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label={t('team.name')} data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label={t('team.email')}
          type="email"
          inputMode="email"
          autoCapitalize="none"
          readOnly={member !== undefined}
          {...form.getInputProps('email')}
        />
        <Select
          label={t('team.role')}
          description={t(`team.may.${role}`)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          {...form.getInputProps('role')}
        />
        {treats(role) && (
          <Select
            label={`${t('team.provider')} (${t('app.optional')})`}
            clearable
            data={providers.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('provider_id')}
          />
        )}
        {!member && (
          <Text size="sm" c="dimmed">
            {t('team.inviteText')}
          </Text>
        )}
        {member && role !== member.role && (
          <Text size="sm" c="dimmed">
            {t('team.roleText')}
          </Text>
        )}
        <FormProblem form={form} error={error} shown={shown} instead={behind} />
        <Group justify="flex-end" mt="xs">
          {aside}
          <Button variant="default" onClick={act.onCancel}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={pending} disabled={Boolean(behind)}>
            {t(member ? 'app.save' : 'team.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
