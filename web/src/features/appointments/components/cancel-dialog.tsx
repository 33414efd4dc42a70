import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'

type Words = { title: string; text: string; reason: string; yes: string }
type Props = {
  opened: boolean
  words: Words
  /** What it means for the money; until that is known nothing is given up. */
  cost?: ReactNode
  waiting?: boolean
  onClose: () => void
  onCancel: (reason: string) => void
}

/** A visit is given up only after a second thought; why is welcome, not demanded. */
export function CancelDialog({ opened, words, cost, waiting = false, onClose, onCancel }: Props) {
  const t = useT()
  const [reason, setReason] = useState('')
  return (
    <Dialog opened={opened} onClose={onClose} title={words.title}>
      <Stack>
        <Text>{words.text}</Text>
        <div aria-live="polite">{cost}</div>
        <Textarea
          label={`${words.reason} (${t('app.optional')})`}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          rows={2}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('app.keep')}
          </Button>
          <Button color="guava.6" loading={waiting} onClick={() => onCancel(reason.trim())}>
            {words.yes}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
