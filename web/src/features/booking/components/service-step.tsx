import { Button, Text } from '@mantine/core'
import { IconDental, IconPhone } from '@tabler/icons-react'
import { useState } from 'react'
import type { Schema } from '@/api/client'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/phones'
import { Choices } from '@/ui/choices'
import { Empty } from '@/ui/empty'
import { StepHeading } from '@/ui/step-heading'
import { Onward } from './onward'

type Service = Schema['PublicService']
type Props = {
  /** Of the clinic, for when nothing can be booked online. */
  phone: string | null
  services: Service[]
  chosen: string | undefined
  onChoose: (service: Service) => void
}

function Call({ phone }: { phone: string }) {
  const phoneOf = usePhone()
  return (
    <Button
      component="a"
      href={`tel:${phone.replace(/[^+\d]/g, '')}`}
      size="md"
      mt="xs"
      leftSection={<IconPhone size={18} aria-hidden />}
    >
      {phoneOf(phone)}
    </Button>
  )
}

export function ServiceStep({ services, phone, chosen, onChoose }: Props) {
  const t = useT()
  const format = useFormats()
  const [marked, mark] = useState(chosen ?? null)
  const [gone, go] = useState(false)
  const commit = (id: string | null) => {
    const service = services.find((each) => each.id === id)
    if (!service) return
    go(true)
    onChoose(service)
  }
  if (services.length === 0)
    return (
      <Empty
        level={1}
        icon={<IconDental size={28} aria-hidden />}
        title={t('booking.noServices')}
        text={t('booking.noServicesText')}
      >
        {phone && <Call phone={phone} />}
      </Empty>
    )
  return (
    <>
      <div>
        <StepHeading focus={false}>{t('booking.stepService')}</StepHeading>
        <Text c="dimmed" mt={6}>
          {t('booking.stepServiceLead')}
        </Text>
      </div>
      <Choices
        legend={t('booking.service')}
        value={marked}
        onChange={mark}
        onCommit={commit}
        options={services.map((service) => ({
          value: service.id,
          title: service.name,
          text: service.description,
          side: (
            <>
              <strong>{format.money(service.price)}</strong>
              <span>{t('minutes', { count: service.duration_minutes })}</span>
            </>
          ),
        }))}
      />
      <Onward shown={marked !== null && !gone}>
        <Button size="lg" fullWidth onClick={() => commit(marked)}>
          {t('booking.continue')}
        </Button>
      </Onward>
    </>
  )
}
