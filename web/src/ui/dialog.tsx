import { Modal, type ModalProps, type ModalRootProps } from '@mantine/core'
import { useT } from '@/lib/i18n'
import { useLayer } from './layer'

export function Dialog({ closeOnEscape = true, ...props }: ModalProps) {
  const t = useT()
  const layer = useLayer(props.opened, closeOnEscape, props.onClose)
  return <Modal closeButtonProps={{ 'aria-label': t('app.close') }} {...props} {...layer} />
}

/** One that draws itself what is in it: ModalOverlay, ModalContent. */
export function BareDialog(props: ModalRootProps) {
  return <Modal.Root {...props} {...useLayer(props.opened, true, props.onClose)} />
}
