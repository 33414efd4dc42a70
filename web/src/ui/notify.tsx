import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertCircle, IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { currentT } from '@/lib/i18n'

type Offer = { label: string; act: () => void }

function withOffer(id: string, text: string, offer: Offer | undefined): ReactNode {
  if (!offer) return text
  const take = () => {
    notifications.hide(id)
    offer.act()
  }
  return (
    <Group justify="space-between" wrap="nowrap">
      <span>{text}</span>
      <Button variant="light" size="compact-sm" onClick={take} style={{ flex: 'none' }}>
        {offer.label}
      </Button>
    </Group>
  )
}

const closing = () => ({ 'aria-label': currentT()('app.close') })

let count = 0

/** It worked; with a way back where there is one. By a name it takes the place of what had it before. */
export function notifyDone(text: string, offer?: Offer, name?: string): void {
  count += 1
  const id = name ?? `done-${count}`
  if (name) notifications.hide(name)
  const message = withOffer(id, text, offer)
  const icon = <IconCheck size={18} aria-hidden />
  const autoClose = offer ? 10_000 : 4_000
  const closeButtonProps = closing()
  notifications.show({
    id,
    message,
    icon,
    autoClose,
    closeButtonProps,
    color: 'lagoon',
    role: 'status',
  })
}

/** It did not work, and why. */
export function notifyFailed(message: string): void {
  const icon = <IconAlertCircle size={18} aria-hidden />
  const closeButtonProps = closing()
  notifications.show({
    message,
    icon,
    autoClose: 7_000,
    closeButtonProps,
    color: 'guava',
    role: 'alert',
  })
}

const ASKS = 'asks'

/** It needs somebody, and stays until they have looked or closed it. Newer words take its place. */
export function notifyAsks(text: string, offer: Offer): void {
  notifications.hide(ASKS)
  notifications.show({
    id: ASKS,
    message: withOffer(ASKS, text, offer),
    icon: <IconAlertCircle size={18} aria-hidden />,
    autoClose: false,
    closeButtonProps: closing(),
    color: 'guava',
    role: 'alert',
  })
}

/** Somebody looks at where all of it stands. */
export const hideNotes = () => notifications.clean()
