import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import type { Secret } from '../api'
import classes from './webhooks.module.css'

type Props = { made: Secret | null; onDone: () => void }

/** The one time a secret is seen. Only the button puts it away: a stray click would lose it. */
export function SecretNote({ made, onDone }: Props) {
  const t = useT()
  return (
    <Dialog
      opened={made !== null}
      onClose={onDone}
      title={t('webhooks.secret.title')}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Text>{t('webhooks.secret.text')}</Text>
        {made?.previous_until && <Text c="dimmed">{t('webhooks.secret.overlap')}</Text>}
        <Code block className={classes.secret}>
          {made?.secret}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={made?.secret ?? ''}>
            {({ copied, copy }) => (
              <Button
                variant="light"
                onClick={copy}
                data-autofocus
                leftSection={
                  copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
                }
              >
                {copied ? t('app.copied') : t('app.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onDone}>{t('webhooks.secret.done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
