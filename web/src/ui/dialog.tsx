import {
  Button,
  Group,
  Modal,
  type ModalProps,
  type ModalRootProps,
  Stack,
  Text,
} from '@mantine/core'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { useLayer } from './layer'
import { useTyped } from './typed'

type LeavingProps = {
  opened: boolean
  above: Pick<ModalProps, 'zIndex'>
  onStay: () => void
  onLeave: () => void
}

function Leaving({ opened, above: { zIndex }, onStay, onLeave }: LeavingProps) {
  const t = useT()
  const layer = useLayer(opened, true, onStay)
  return (
    <Modal
      opened={opened}
      onClose={onStay}
      title={t('leaving.title')}
      {...(zIndex && { zIndex })}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      {...layer}
    >
      <Stack>
        <Text>{t('leaving.text')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onLeave}>
            {t('leaving.leave')}
          </Button>
          <Button onClick={onStay} data-autofocus>
            {t('leaving.stay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Escape, the cross and a press beside it ask first, where something was typed. */
export function Dialog({ closeOnEscape = true, onClose, ...props }: ModalProps) {
  const t = useT()
  const { heed, isTyped } = useTyped()
  const [asking, setAsking] = useState(false)
  if (asking && !props.opened) setAsking(false)
  const close = () => (isTyped() ? setAsking(true) : onClose())
  const layer = useLayer(props.opened, closeOnEscape, close)
  const leave = () => {
    setAsking(false)
    onClose()
  }
  return (
    <>
      <Modal
        closeButtonProps={{ 'aria-label': t('app.close') }}
        {...props}
        onClose={close}
        {...heed}
        {...layer}
      />
      <Leaving opened={asking} above={props} onStay={() => setAsking(false)} onLeave={leave} />
    </>
  )
}

/** One that draws itself what is in it: ModalOverlay, ModalContent. */
export function BareDialog(props: ModalRootProps) {
  return <Modal.Root {...props} {...useLayer(props.opened, true, props.onClose)} />
}
