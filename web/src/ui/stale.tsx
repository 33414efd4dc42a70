import { Alert, Button, Group } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Wall } from '@/lib/wall'

type Props = { told: Wall; onRetry: () => void }

/** What is shown is not fresh, and says of when it is. */
export function Stale({ told, onRetry }: Props) {
  const t = useT()
  const format = useFormats()
  return (
    <Alert role="alert" color="guava" py={8} icon={<IconCloudOff aria-hidden />}>
      <Group justify="space-between">
        {t('errors.stale', { time: format.time(told) })}
        <Button size="compact-sm" variant="light" color="guava" onClick={onRetry}>
          {t('app.retry')}
        </Button>
      </Group>
    </Alert>
  )
}
