import { ActionIcon, Select } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import type { Settings } from '../settings-api'
import { Offsets } from './offsets'
import classes from './settings.module.css'

type Own = Settings['services']
type Props = {
  services: { id: string; name: string }[]
  value: Own
  usual: number[]
  onChange: (value: Own) => void
}

/** Treatments with reminders of their own; all others have the clinic's. */
export function ServiceReminders({ services, value, usual, onChange }: Props) {
  const t = useT()
  const nameOf = (id: string) => services.find((service) => service.id === id)?.name ?? '–'
  const left = services.filter(({ id }) => !value.some((own) => own.service_id === id))
  const set = (service_id: string, reminder_minutes: number[]) =>
    onChange(
      value.map((own) => (own.service_id === service_id ? { service_id, reminder_minutes } : own)),
    )
  return (
    <div className={classes.services}>
      {value.map(({ service_id, reminder_minutes }) => (
        <div key={service_id} className={classes.service}>
          <strong>{nameOf(service_id)}</strong>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={() => onChange(value.filter((own) => own.service_id !== service_id))}
            aria-label={t('messages.likeClinic', { service: nameOf(service_id) })}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
          <Offsets
            label={nameOf(service_id)}
            value={reminder_minutes}
            onChange={(minutes) => set(service_id, minutes)}
          />
        </div>
      ))}
      {left.length > 0 && (
        <Select
          aria-label={t('messages.addService')}
          placeholder={t('messages.addService')}
          value={null}
          onChange={(id) => id && onChange([...value, { service_id: id, reminder_minutes: usual }])}
          data={left.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    </div>
  )
}
