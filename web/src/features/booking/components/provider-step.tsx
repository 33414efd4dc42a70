import { Button, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import type { Schema } from '@/api/client'
import { useT } from '@/lib/i18n'
import { Choices } from '@/ui/choices'
import { Face } from '@/ui/face'
import { StepHeading } from '@/ui/step-heading'
import { Onward } from './onward'
import classes from './steps.module.css'

type Props = {
  providers: Schema['PublicProvider'][]
  chosen: string | undefined
  onChoose: (provider: string) => void
}

export function ProviderStep({ providers, chosen, onChoose }: Props) {
  const t = useT()
  const [marked, mark] = useState(chosen ?? null)
  const [gone, go] = useState(false)
  const commit = (id: string) => {
    go(true)
    onChoose(id)
  }
  const anyone = {
    value: 'any',
    title: t('booking.any'),
    text: t('booking.anyText'),
    lead: (
      <span className={classes.anyone}>
        <IconUsers size={22} stroke={1.7} aria-hidden />
      </span>
    ),
  }
  const people = providers.map(({ id, name, specialty }) => ({
    value: id,
    title: name,
    text: specialty,
    lead: <Face name={name} />,
  }))
  return (
    <>
      <div>
        <StepHeading>{t('booking.stepProvider')}</StepHeading>
        <Text c="dimmed" mt={6}>
          {t('booking.stepProviderLead')}
        </Text>
      </div>
      <Choices
        legend={t('booking.provider')}
        value={marked}
        onChange={mark}
        onCommit={commit}
        options={[anyone, ...people]}
      />
      <Onward shown={marked !== null && !gone}>
        <Button size="lg" fullWidth onClick={() => marked && commit(marked)}>
          {t('booking.continue')}
        </Button>
      </Onward>
    </>
  )
}
