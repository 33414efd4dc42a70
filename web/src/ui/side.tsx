import { Drawer, type DrawerProps } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useT } from '@/lib/i18n'
import { useLayer } from './layer'

/** Beside the work; on a phone, over it from below. */
export function Side({ size, ...props }: DrawerProps & { size: number }) {
  const t = useT()
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  return (
    <Drawer
      position={phone ? 'bottom' : 'right'}
      size={phone ? '92%' : size}
      radius={phone ? '24px 24px 0 0' : '24px 0 0 24px'}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      {...props}
      {...useLayer(props.opened, true, props.onClose)}
    />
  )
}
