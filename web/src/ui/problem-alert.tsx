import { Alert } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'

type Props = { error: unknown; title?: string; children?: ReactNode }

/** A failed action, in one sentence, read out at once. */
export function ProblemAlert({ error, title, children }: Props) {
  const t = useT()
  if (!error) return null
  return (
    <Alert role="alert" color="guava" icon={<IconAlertCircle aria-hidden />} title={title}>
      {sentence(error, t)}
      {children}
    </Alert>
  )
}
