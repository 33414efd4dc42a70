import { Autocomplete, Group, Pill } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useT } from '@/lib/i18n'
import { ReadyDayField } from '@/ui/day-field'
import { type Wanted, withChange } from '../wanted'
import classes from './audit.module.css'

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
const PILLS = ['actor_id', 'subject_id', 'request_id'] as const

type Props = { wanted: Wanted; names: Map<string, string>; onChange: (wanted: Wanted) => void }

export function Filters({ wanted, names, onChange }: Props) {
  const t = useT()
  const change = (part: Wanted) => onChange(withChange(wanted, part))
  const seek = useDebouncedCallback((action: string) => change({ action }), 350)
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
