import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { languages, useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import { dayOf, instant } from '@/lib/wall'
import { DayField, useDayRule } from '@/ui/day-field'
import { FormProblem, useFieldErrors } from '@/ui/field-errors'
import type { Details, Patient } from '../api'

type Props = {
  patient?: Patient
  name?: string
  locale: string
  label: string
  pending: boolean
  error: unknown
  onSubmit: (patient: Details) => void
  onCancel: () => void
}

const shown = ['name', 'phone', 'email', 'birth_date', 'locale'] as const
const nearest = (locale: string) => (locale.startsWith('pt') ? 'pt-BR' : 'en')

export function PatientForm({ patient, name, locale, label, pending, error, ...act }: Props) {
  const t = useT()
  const valid = rules(t)
  const isDay = useDayRule()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: {
      name: patient?.name ?? name ?? '',
      email: patient?.email ?? '',
      phone: patient?.phone ?? '',
      birth_date: patient?.birth_date ?? '',
      locale: nearest(patient?.locale ?? locale),
    },
    validate: {
      name: valid.required,
      email: valid.optional(valid.email),
      phone: valid.optional(valid.phone),
      birth_date: valid.optional(isDay),
    },
  })
  const onWrong = useFieldErrors(form, error, shown)
  const submit = form.onSubmit(
    ({ email, phone, birth_date, ...rest }) =>
      act.onSubmit({
        ...rest,
        email: email.trim() || null,
        phone: phone.trim() || null,
        birth_date: birth_date || null,
      }),
    onWrong,
  )
  const optional = ` (${t('app.optional')})`
  // Where a dialog begins when it opens, or opens again.
  const start = shown.find((name) => form.errors[name]) ?? 'name'
  const field = (name: (typeof shown)[number]) => ({
    ...form.getInputProps(name),
    'data-autofocus': name === start || undefined,
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput key={form.key('name')} label={t('staff.patients.name')} {...field('name')} />
        <TextInput
          key={form.key('phone')}
          label={t('staff.patients.phone') + optional}
          type="tel"
          {...field('phone')}
        />
        <TextInput
          key={form.key('email')}
          label={t('staff.patients.email') + optional}
          type="email"
          {...field('email')}
        />
        <DayField
          key={form.key('birth_date')}
          label={t('people.head.birth') + optional}
          latest={dayOf(instant(Date.now()))}
          birth
          {...field('birth_date')}
        />
        <Select
          key={form.key('locale')}
          label={t('staff.patients.language')}
          data={languages.map((value) => ({ value, label: t(`app.languages.${value}`) }))}
          {...field('locale')}
        />
        <FormProblem form={form} error={error} shown={shown} />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={act.onCancel}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={pending}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
