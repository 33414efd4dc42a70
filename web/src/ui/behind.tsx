import { Alert, Button, Group, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'

type Props = {
  typed: { insist: () => void; drop: () => void }
  /** First: what was refused before is not said any more. */
  onDecide: () => void
}

/** A colleague was faster: nothing typed is lost, and the person decides what counts. */
export function Behind({ typed, onDecide }: Props) {
  const t = useT()
  const decide = (how: () => void) => () => {
    onDecide()
    how()
  }
  return (
    <Alert role="alert" color="lagoon" icon={<IconUsers aria-hidden />}>
      <Text size="sm" mb="sm">
        {t('messages.behind')}
      </Text>
      <Group gap="sm">
        <Button size="compact-sm" variant="default" onClick={decide(typed.insist)}>
          {t('messages.mine')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={decide(typed.drop)}>
          {t('messages.theirs')}
        </Button>
      </Group>
    </Alert>
  )
}
