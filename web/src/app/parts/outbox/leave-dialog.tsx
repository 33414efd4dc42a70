import { Button, Group, Stack, Text } from '@mantine/core'
import { useOutbox } from '@/features/appointments/outbox'
import { keyOf } from '@/features/appointments/outbox/line'
import { useT } from '@/lib/i18n'
import { isUnsent, useUnsent } from '@/lib/unsent'
import { Dialog } from '@/ui/dialog'
import classes from './outbox.module.css'
import { useWishWords } from './words'

const NAMED = 4

/** Whoever signs out leaves nothing behind; so what was not sent would be lost, and is named. */
export function LeaveDialog({ onLeave }: { onLeave: () => void }) {
  const t = useT()
  const words = useWishWords()
  const unsent = useOutbox(({ line }) => line).filter(isUnsent)
  const count = unsent.length
  const stay = () => useUnsent.setState({ leaving: null })
  const leave = () => {
    stay()
    onLeave()
  }
  return (
    <Dialog opened onClose={stay} title={t('outbox.leave.title')}>
      <Stack>
        <Text>{t('outbox.leave.text', { count })}</Text>
        <ul className={classes.lost}>
          {unsent.slice(0, NAMED).map((intent) => (
            <li key={keyOf(intent)}>
              {words(intent.wish).what}
              <span>{words(intent.wish).where}</span>
            </li>
          ))}
          {count > NAMED && <li>{t('outbox.leave.more', { count: count - NAMED })}</li>}
        </ul>
        <Group justify="flex-end">
          <Button variant="default" onClick={stay} data-autofocus>
            {t('outbox.leave.stay')}
          </Button>
          <Button color="guava.6" onClick={leave}>
            {t('outbox.leave.yes')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
