import { ActionIcon, Menu } from '@mantine/core'
import { IconCopy, IconPlus, IconTrash } from '@tabler/icons-react'
import { useLocale, useT } from '@/lib/i18n'
import { minutesOf, writtenTime } from '@/lib/typed'
import { TimeField } from '@/ui/time-field'
import { useDayNames } from '../day-names'
import { another, asMeant, asTyped, flawOf, type Stretch, WEEKDAYS } from '../week'
import classes from './week.module.css'

const ICON = { size: 18, 'aria-hidden': true } as const
const WORKDAYS = [0, 1, 2, 3, 4]
const DAY = 24 * 60

type Props = {
  weekday: number
  stretches: readonly Stretch[]
  onChange: (stretches: Stretch[]) => void
  onCopy: (to: readonly number[]) => void
}

type StretchProps = { stretch: Stretch; onChange: (stretch: Stretch) => void; onRemove: () => void }

function StretchFields({ stretch, onChange, onRemove }: StretchProps) {
  const t = useT()
  const day = useDayNames().long(stretch.weekday)
  const { opens, closes } = stretch
  const locale = useLocale()
  const time = (text: string) => writtenTime(text, locale)
  return (
    <div className={classes.stretch}>
      <TimeField
        size="sm"
        aria-label={t('practice.hours.opens', { day })}
        value={opens}
        onChange={(typed) => onChange({ ...stretch, opens: typed })}
      />
      <span aria-hidden="true">–</span>
      <TimeField
        size="sm"
        aria-label={t('practice.hours.closes', { day })}
        value={asTyped(closes)}
        onChange={(typed) => onChange({ ...stretch, closes: asMeant(typed) })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={40}
        aria-label={t('practice.hours.remove', { day, from: time(opens), until: time(closes) })}
        onClick={onRemove}
      >
        <IconTrash {...ICON} />
      </ActionIcon>
    </div>
  )
}

/** The day as it lies between midnight and midnight. */
function Bar({ stretches }: { stretches: readonly Stretch[] }) {
  const percent = (minutes: number) => `${(100 * minutes) / DAY}%`
  return (
    <div className={classes.bar} aria-hidden="true">
      {stretches.map(({ opens, closes }) => (
        <span
          key={`${opens}${closes}`}
          style={{
            insetInlineStart: percent(minutesOf(opens)),
            width: percent(Math.max(0, minutesOf(closes) - minutesOf(opens))),
          }}
        />
      ))}
    </div>
  )
}

function CopyMenu({ weekday, onCopy }: Pick<Props, 'weekday' | 'onCopy'>) {
  const t = useT()
  const { long } = useDayNames()
  const day = long(weekday)
  return (
    <Menu position="bottom-end" radius={14} shadow="md">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          aria-label={t('practice.hours.copy', { day })}
        >
          <IconCopy {...ICON} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('practice.hours.copyTo', { day })}</Menu.Label>
        <Menu.Item onClick={() => onCopy(WORKDAYS)}>{t('practice.hours.weekdays')}</Menu.Item>
        <Menu.Item onClick={() => onCopy(WEEKDAYS)}>{t('practice.hours.everyDay')}</Menu.Item>
        {WEEKDAYS.filter((other) => other !== weekday).map((other) => (
          <Menu.Item key={other} onClick={() => onCopy([other])}>
            {t('practice.hours.only', { day: long(other) })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** One day of the week: stretches that are typed, with a break wherever there is none. */
export function DayHours({ weekday, stretches, onChange, onCopy }: Props) {
  const t = useT()
  const day = useDayNames().long(weekday)
  const flaw = flawOf(stretches)
  const next = another(stretches, weekday)
  const put = (place: number, stretch: Stretch) =>
    onChange(stretches.map((each, index) => (index === place ? stretch : each)))
  return (
    <fieldset className={classes.day} style={{ border: 0, margin: 0, paddingInline: 0 }}>
      <legend className={classes.name} style={{ float: 'left', padding: 0 }}>
        {day}
      </legend>
      <div className={classes.stretches}>
        {stretches.length === 0 && (
          <span className={classes.closed}>{t('practice.hours.closed')}</span>
        )}
        {stretches.map((stretch, index) => (
          <StretchFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is its place; its times are typed
            key={index}
            stretch={stretch}
            onChange={(changed) => put(index, changed)}
            onRemove={() => onChange(stretches.filter((_, place) => place !== index))}
          />
        ))}
        {flaw && (
          <p role="alert" className={classes.flaw}>
            {t(`practice.hours.${flaw}`)}
          </p>
        )}
        {stretches.length > 0 && !flaw && <Bar stretches={stretches} />}
      </div>
      <div className={classes.tools}>
        {stretches.length > 0 && <CopyMenu weekday={weekday} onCopy={onCopy} />}
        <ActionIcon
          variant="subtle"
          size={40}
          disabled={!next}
          aria-label={t('practice.hours.add', { day })}
          onClick={() => next && onChange([...stretches, next])}
        >
          <IconPlus {...ICON} />
        </ActionIcon>
      </div>
    </fieldset>
  )
}
