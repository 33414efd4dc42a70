import { Alert, Button, Group, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'

type Props = { onTheirs: () => void; onMine: () => void }

/** A colleague was faster: nothing typed is lost, and the person decides what counts. */
export function Behind({ onTheirs, onMine }: Props) {
  const t = useT()
  return (
    <Alert role="alert" color="lagoon" icon={<IconUsers aria-hidden />}>
      <Text size="sm" mb="sm">
        {t('messages.behind')}
      </Text>
      <Group gap="sm">
        <Button size="compact-sm" variant="default" onClick={onMine}>
          {t('messages.mine')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onTheirs}>
          {t('messages.theirs')}
        </Button>
      </Group>
    </Alert>
  )
}
