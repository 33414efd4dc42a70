import { Button, Kbd } from '@mantine/core'
import { useT } from '@/lib/i18n'
import { useOverlay } from '@/lib/shortcuts'
import { Dialog } from '@/ui/dialog'
import classes from './shortcuts.module.css'

type Props = { opened: boolean; onClose: () => void }

const keys = [
  { keys: ['T'], what: 'staff.keys.today' },
  { keys: ['D', 'W', 'M'], what: 'calendar.keys.views' },
  { keys: ['←'], what: 'calendar.keys.previous' },
  { keys: ['→'], what: 'calendar.keys.next' },
  { keys: ['N'], what: 'staff.keys.new' },
  { keys: ['Enter'], what: 'staff.keys.open' },
  { keys: ['M'], what: 'staff.keys.move' },
  { keys: ['↑', '↓', '←', '→'], what: 'calendar.keys.arrows' },
  { keys: ['Enter'], what: 'staff.keys.drop' },
  { keys: ['Esc'], what: 'staff.keys.escape' },
  { keys: ['?'], what: 'staff.keys.help' },
] as const

export function Shortcuts({ opened, onClose }: Props) {
  const t = useT()
  const show = useOverlay((overlay) => overlay.show)
  const more = () => {
    onClose()
    show('keys')
  }
  return (
    <Dialog opened={opened} onClose={onClose} title={t('staff.day.shortcuts')}>
      <dl className={classes.keys}>
        {keys.map(({ keys: names, what }) => (
          <div key={what}>
            <dt>{t(what)}</dt>
            <dd>
              {names.map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Button variant="subtle" mt="sm" onClick={more}>
        {t('palette.keys.more')}
      </Button>
    </Dialog>
  )
}
