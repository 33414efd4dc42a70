import { Autocomplete, Group, Pill, Stack } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useT } from '@/lib/i18n'
import { ReadyDayField } from '@/ui/day-field'
import { type Wanted, withChange } from '../wanted'
import classes from './audit.module.css'
import { useActionWords } from './entry-row'

/** What is often looked for; anything else can be typed. */
const ACTIONS = [
  'appointment.created',
  'appointment.rescheduled',
  'appointment.cancelled',
  'patient.registered',
  'patient.changed',
  'patient.read',
  'patients.searched',
  'provider.changed',
  'service.changed',
  'user.signed_in',
  'user.role_changed',
  'user.password_reset',
  'webhook.changed',
  'delivery.replayed',
  'audit.exported',
]
const NAME = /^[a-z_]+\.[a-z_]+$/
const PILLS = ['actor_id', 'subject_id', 'request_id'] as const

type Props = { wanted: Wanted; names: Map<string, string>; onChange: (wanted: Wanted) => void }

export function Filters({ wanted, names, onChange }: Props) {
  const t = useT()
  const change = (part: Wanted) => onChange(withChange(wanted, part))
  const done = useActionWords()
  // Half a sentence is no name yet: it only narrows the list below.
  const seek = useDebouncedCallback((text: string) => {
    if (text === '' || NAME.test(text.trim())) change({ action: text })
  }, 350)
  const fits = (sought: string) => (option: { value: string } | object) =>
    'value' in option && `${option.value} ${done(option.value)}`.toLowerCase().includes(sought)
  const pills = PILLS.filter((name) => wanted[name])
  return (
    <div className={classes.filters}>
      <ReadyDayField
        label={t('audit.from')}
        day={wanted.from ?? ''}
        latest={wanted.to}
        onDay={(from) => change({ from })}
      />
      <ReadyDayField
        label={t('audit.to')}
        day={wanted.to ?? ''}
        earliest={wanted.from}
        onDay={(to) => change({ to })}
      />
      <Autocomplete
        label={t('audit.action')}
        placeholder={t('audit.anyAction')}
        data={ACTIONS}
        filter={({ options, search }) => options.filter(fits(search.trim().toLowerCase()))}
        renderOption={({ option }) => (
          <Stack gap={0}>
            {done(option.value)}
            <span className={classes.code}>{option.value}</span>
          </Stack>
        )}
        defaultValue={wanted.action ?? ''}
        onChange={seek}
        size="md"
        radius={12}
        styles={{ label: { fontWeight: 600, marginBottom: 4 } }}
        clearable
      />
      {pills.length > 0 && (
        <Group gap={6} className={classes.pills}>
          {pills.map((name) => (
            <Pill
              key={name}
              size="lg"
              withRemoveButton
              onRemove={() => change({ [name]: '' })}
              removeButtonProps={{ 'aria-label': t('audit.remove'), 'aria-hidden': false }}
            >
              {t(`audit.only.${name}`)} {names.get(wanted[name] ?? '') ?? wanted[name]}
            </Pill>
          ))}
        </Group>
      )}
    </div>
  )
}
