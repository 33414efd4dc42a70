import { Kbd, Modal } from '@mantine/core'
import { useT } from '@/lib/i18n'
import classes from './shortcuts.module.css'

type Props = { opened: boolean; onClose: () => void }

const keys = [
  { keys: ['T'], what: 'today' },
  { keys: ['←'], what: 'previous' },
  { keys: ['→'], what: 'next' },
  { keys: ['N'], what: 'new' },
  { keys: ['Enter'], what: 'open' },
  { keys: ['M'], what: 'move' },
  { keys: ['↑', '↓', '←', '→'], what: 'arrows' },
  { keys: ['Enter'], what: 'drop' },
  { keys: ['Esc'], what: 'escape' },
  { keys: ['?'], what: 'help' },
] as const

export function Shortcuts({ opened, onClose }: Props) {
  const t = useT()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('staff.day.shortcuts')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <dl className={classes.keys}>
        {keys.map(({ keys: names, what }) => (
          <div key={what}>
            <dt>{t(`staff.keys.${what}`)}</dt>
            <dd>
              {names.map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
