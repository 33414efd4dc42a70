import { Button, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconCheck } from '@tabler/icons-react'
import { hasCode } from '@/lib/errors'
import { languages, useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import type { Day } from '@/lib/wall'
import { DayField, useDayRule } from '@/ui/day-field'
import { FormProblem, useFieldErrors } from '@/ui/field-errors'
import { type Profile, useChangeProfile } from '../own-api'
import classes from './profile.module.css'

type Props = { profile: Profile; clinic: string; today: Day; onSaved: () => void }

const shown = ['name', 'phone', 'birth_date', 'locale']

const typed = ({ name, phone, birth_date, locale }: Profile) => ({
  name,
  phone: phone ?? '',
  birth_date: birth_date ?? '',
  locale: locale.startsWith('pt') ? 'pt-BR' : 'en',
})

function useProfileForm({ profile, today, onSaved }: Props) {
  const t = useT()
  const valid = rules(t)
  const dayRule = useDayRule()
  const save = useChangeProfile()
  const form = useForm({
    mode: 'controlled',
    initialValues: typed(profile),
    validate: {
      name: valid.required,
      phone: valid.optional(valid.phone),
      birth_date: valid.optional(
        (day) => dayRule(day) ?? (day > today ? t('own.profile.birthAhead') : null),
      ),
    },
  })
  const onWrong = useFieldErrors(form, save.error, shown)
  const submit = form.onSubmit(({ name, phone, birth_date, locale }) => {
    const details = {
      name: name.trim(),
      phone: phone.trim() || null,
      birth_date: birth_date || null,
      // Of the same language as before, its region is kept too.
      locale: locale === typed(profile).locale ? profile.locale : locale,
    }
    save.mutate(
      { base: profile, details },
      {
        onSuccess: (now) => {
          form.setValues((typing) => ({ ...typing, name: typing.name?.trim() ?? '' }))
          form.resetDirty(typed(now))
          onSaved()
        },
      },
    )
  }, onWrong)
  return { form, submit, save }
}

/** What a patient says of themselves. */
export function ProfileForm(props: Props) {
  const t = useT()
  const { profile, clinic, today } = props
  const { form, submit, save } = useProfileForm(props)
  const conflict = hasCode(save.error, 'version_conflict')
  const saved = save.isSuccess && !form.isDirty()
  return (
    <form onSubmit={submit} noValidate className={classes.card}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <TextInput
            label={t('own.profile.name')}
            autoComplete="name"
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('own.profile.phone')}
            type="tel"
            autoComplete="tel"
            {...form.getInputProps('phone')}
          />
          <DayField
            label={t('own.profile.birth')}
            latest={today}
            birth
            autoComplete="bday"
            {...form.getInputProps('birth_date')}
          />
          <Select
            label={t('own.profile.language')}
            data={languages.map((value) => ({ value, label: t(`app.languages.${value}`) }))}
            {...form.getInputProps('locale')}
          />
        </SimpleGrid>
        <TextInput
          label={t('own.profile.email')}
          description={t('own.profile.emailHint', { clinic })}
          value={profile.email ?? ''}
          readOnly
          variant="filled"
        />
        <FormProblem form={form} error={conflict ? null : save.error} shown={shown} />
        {conflict && (
          <p role="alert" className={classes.conflict}>
            {t('own.profile.conflict')}
          </p>
        )}
        <div className={classes.foot}>
          <span role="status" className={classes.said}>
            {saved && (
              <>
                <IconCheck size={18} aria-hidden /> {t('own.profile.saved')}
              </>
            )}
            {!saved && form.isDirty() && t('own.profile.unsaved')}
          </span>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t('own.profile.save')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
