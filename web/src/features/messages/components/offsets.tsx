import { Button, Menu } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import classes from './settings.module.css'

const OFFERED = [30, 60, 120, 240, 720, 1440, 2880, 4320, 10_080]
const MOST = 6

/** In the largest unit that is whole. */
export function useBefore() {
  const t = useT()
  return (minutes: number): string => {
    if (minutes % 1440 === 0) return t('messages.before.days', { count: minutes / 1440 })
    if (minutes % 60 === 0) return t('messages.before.hours', { count: minutes / 60 })
    return t('messages.before.minutes', { count: minutes })
  }
}

type Props = { label: string; value: number[]; onChange: (value: number[]) => void }

/** How long before a visit reminders come. */
export function Offsets({ label, value, onChange }: Props) {
  const t = useT()
  const before = useBefore()
  const sorted = value.toSorted((a, b) => b - a)
  const left = OFFERED.filter((minutes) => !value.includes(minutes))
  return (
    <ul className={classes.chips} aria-label={label}>
      {sorted.map((minutes) => (
        <li key={minutes} className={classes.chip}>
          {before(minutes)}
          <button
            type="button"
            onClick={() => onChange(value.filter((each) => each !== minutes))}
            aria-label={t('messages.remove', { what: before(minutes) })}
          >
            <IconX size={15} aria-hidden />
          </button>
        </li>
      ))}
      {value.length === 0 && <li className={classes.none}>{t('messages.noReminder')}</li>}
      {value.length < MOST && left.length > 0 && (
        <li>
          <Menu radius={14} shadow="md">
            <Menu.Target>
              <Button
                variant="default"
                size="compact-md"
                radius={99}
                leftSection={<IconPlus size={15} aria-hidden />}
                aria-label={`${t('messages.add')}: ${label}`}
              >
                {t('messages.add')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {left.map((minutes) => (
                <Menu.Item key={minutes} onClick={() => onChange([...value, minutes])}>
                  {before(minutes)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </li>
      )}
    </ul>
  )
}
