import { Button, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { outside } from '../framed'
import type { Hold } from '../store'

/** Within another site nobody can sign in: the booking goes on in the whole window. */
export function GoOutside({ hold, pending }: { hold: Hold | null; pending: boolean }) {
  const t = useT()
  return (
    <Stack>
      <Text c="dimmed">{t('booking.outsideText')}</Text>
      <Button
        component="a"
        href={outside(hold)}
        target="_top"
        size="lg"
        loading={pending}
        rightSection={<IconExternalLink size={18} aria-hidden />}
      >
        {t('booking.outside')}
      </Button>
    </Stack>
  )
}
