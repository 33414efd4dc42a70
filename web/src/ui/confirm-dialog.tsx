import { Button, Group, Stack, Text } from '@mantine/core'
import { useT } from '@/lib/i18n'
import { Dialog } from './dialog'

type Props = {
  opened: boolean
  title: string
  text: string
  yes: string
  onYes: () => void
  onClose: () => void
}

/** What cannot be taken back is asked once more; the way out has the focus. */
export function ConfirmDialog({ opened, title, text, yes, onYes, onClose }: Props) {
  const t = useT()
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <Stack>
        <Text>{text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('app.keep')}
          </Button>
          <Button color="guava.6" onClick={onYes}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
