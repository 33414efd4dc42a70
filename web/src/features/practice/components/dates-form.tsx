import { Button, Group, Radio, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { minutesOf } from '@/lib/typed'
import { type Day, isDay } from '@/lib/wall'
import { DayField, useDayRule } from '@/ui/day-field'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { TimeField, useTimeRule } from '@/ui/time-field'
import { type NewException, useAddDates } from '../dates-api'
import { asMeant } from '../week'
import classes from './practice.module.css'

const shown = ['first_day', 'last_day', 'opens', 'closes', 'note']
const KINDS = ['off', 'hours'] as const

type Typed = {
  kind: (typeof KINDS)[number]
  first_day: Day
  last_day: Day
  whole: boolean
  opens: string
  closes: string
  note: string
}

const hasTimes = ({ kind, whole }: Pick<Typed, 'kind' | 'whole'>) => kind === 'hours' || !whole

function meant(typed: Typed): NewException {
  const { kind, first_day, last_day, opens, closes, note } = typed
  const times = hasTimes(typed) ? { opens, closes: asMeant(closes) } : {}
  return { kind, first_day, last_day: last_day || first_day, note, ...times }
}

function useDatesForm(today: Day) {
  const t = useT()
  const dayRule = useDayRule()
  const timeRule = useTimeRule()
  return useForm<Typed>({
    initialValues: {
      kind: 'off',
      first_day: today,
      last_day: today,
      whole: true,
      opens: '09:00',
      closes: '13:00',
      note: '',
    },
    validate: {
      first_day: (day) => (day ? dayRule(day) : t('valid.required')),
      last_day: (day, { first_day }) =>
        day ? (dayRule(day) ?? (day < first_day ? t('practice.dates.lastBefore') : null)) : null,
      opens: (opens, typed) => (hasTimes(typed) ? timeRule(opens) : null),
      closes: (closes, typed) => {
        if (!hasTimes(typed)) return null
        const early = minutesOf(asMeant(closes)) <= minutesOf(typed.opens)
        return timeRule(closes) ?? (early ? t('practice.dates.order') : null)
      },
    },
  })
}

type Props = { provider: string; today: Day; onDone: () => void }

export function DatesForm({ provider, today, onDone }: Props) {
  const t = useT()
  const { mutate, isPending, error } = useAddDates(provider)
  const refused = fieldErrors(error, shown, t)
  const form = useDatesForm(today)
  const { kind, first_day, last_day } = form.values
  const field = (name: 'first_day' | 'last_day' | 'opens' | 'closes' | 'note') => ({
    ...form.getInputProps(name),
    error: form.errors[name] ?? refused[name],
  })
  const onSuccess = () => {
    notifyDone(t('practice.dates.added'))
    onDone()
  }
  const startOn = (day: Day) =>
    form.setValues({ first_day: day, ...(isDay(day) && last_day < day ? { last_day: day } : {}) })
  return (
    <form onSubmit={form.onSubmit((typed) => mutate(meant(typed), { onSuccess }))} noValidate>
      <Stack gap="sm">
        <Radio.Group label={t('practice.dates.kind')} {...form.getInputProps('kind')}>
          <Stack gap={8} mt={6}>
            {KINDS.map((each) => (
              <Radio
                key={each}
                value={each}
                label={t(`practice.dates.${each}`)}
                description={t(`practice.dates.${each}Hint`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <div className={classes.pair}>
          <DayField label={t('practice.dates.first')} {...field('first_day')} onChange={startOn} />
          <DayField
            label={t('practice.dates.last')}
            earliest={isDay(first_day) ? first_day : today}
            {...field('last_day')}
          />
        </div>
        {kind === 'off' && (
          <Switch
            label={t('practice.dates.allDay')}
            {...form.getInputProps('whole', { type: 'checkbox' })}
          />
        )}
        {hasTimes(form.values) && (
          <div className={classes.pair}>
            <TimeField label={t('practice.dates.from')} {...field('opens')} />
            <TimeField label={t('practice.dates.until')} {...field('closes')} />
          </div>
        )}
        <TextInput
          label={`${t('practice.dates.note')} (${t('app.optional')})`}
          placeholder={t('practice.dates.noteHint')}
          maxLength={200}
          {...field('note')}
        />
        {Object.keys(refused).length === 0 && <ProblemAlert error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
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
