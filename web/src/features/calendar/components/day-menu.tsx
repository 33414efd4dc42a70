import { ActionIcon, Popover } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import '@mantine/dates/styles.css'
import 'dayjs/locale/en-gb'
import 'dayjs/locale/pt-br'
import { IconCalendarEvent } from '@tabler/icons-react'
import { useState } from 'react'
import { useLanguage, useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'

type Props = { day: Day; onDay: (day: Day) => void }

/** Any day, from a month at a glance. */
export function DayMenu({ day, onDay }: Props) {
  const t = useT()
  const language = useLanguage()
  const [opened, setOpened] = useState(false)
  const choose = (value: string | null) => {
    setOpened(false)
    if (value) onDay(value)
  }
  return (
    <Popover opened={opened} onChange={setOpened} radius={18} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          size={38}
          onClick={() => setOpened(!opened)}
          aria-label={t('staff.day.pick')}
        >
          <IconCalendarEvent size={21} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <DatePicker
          value={day}
          defaultDate={day}
          onChange={choose}
          locale={language === 'en' ? 'en-gb' : 'pt-br'}
          firstDayOfWeek={language === 'en' ? 1 : 0}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
