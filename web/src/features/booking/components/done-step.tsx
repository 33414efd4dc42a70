import { Button, Group, Text } from '@mantine/core'
import { IconMailFast } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Schema } from '@/api/client'
import { useClinicTime } from '@/lib/elsewhere'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { BigTime } from '@/ui/big-time'
import { StepHeading } from '@/ui/step-heading'
import classes from './steps.module.css'

type Props = {
  appointment: Pick<
    Schema['Appointment'],
    'starts_at' | 'starts_local' | 'service' | 'provider' | 'patient'
  >
  clinic: string
  zone: string
  email: string | undefined
  /** The link to the portal, which only the app knows. */
  portal: ReactNode
  onAnother: () => void
}

function Smile() {
  return (
    <svg className={classes.smile} viewBox="0 0 132 96" aria-hidden="true">
      <circle cx="42" cy="22" r="8" fill="var(--ts-accent)" />
      <circle cx="90" cy="22" r="8" fill="var(--ts-accent)" />
      <path
        d="M14 46c8 30 30 42 52 42s44-12 52-42"
        fill="none"
        stroke="var(--ts-guava-bright)"
        strokeWidth="11"
        strokeLinecap="round"
      />
    </svg>
  )
}

export function DoneStep({ appointment, clinic, zone, email, portal, onAnother }: Props) {
  const t = useT()
  const format = useFormats()
  const timeOf = useClinicTime(zone)
  const { starts_local, service, provider, patient } = appointment
  const name = patient.name.split(' ')[0] ?? patient.name
  return (
    <section className={classes.done} aria-label={t('booking.done')}>
      <Smile />
      <div>
        <StepHeading>{t('booking.done')}</StepHeading>
        <Text c="dimmed" size="lg" mt={4} role="status">
          {t('booking.doneText', { name })}
        </Text>
      </div>
      <div className={classes.ticket}>
        <div className={classes.ticketHead}>
          <div className={classes.ticketDay}>{capital(format.fullDay(starts_local))}</div>
          <div className={classes.ticketTime}>
            <BigTime time={format.time(starts_local)} told={timeOf(appointment)} />
          </div>
        </div>
        <div className={classes.ticketBody}>
          <Text fw={650} size="lg">
            {service.name}
          </Text>
          <Text c="dimmed">{t('with', { name: provider.name })}</Text>
          <Text c="dimmed">{clinic}</Text>
        </div>
      </div>
      {email && (
        <Group gap="sm" wrap="nowrap" justify="center" c="dimmed">
          <IconMailFast size={22} aria-hidden style={{ flex: 'none' }} />
          <Text size="sm" ta="left">
            {t('booking.mail', { email })}
          </Text>
        </Group>
      )}
      <Group justify="center">
        {portal}
        <Button variant="subtle" size="md" onClick={onAnother}>
          {t('booking.another')}
        </Button>
      </Group>
    </section>
  )
}
