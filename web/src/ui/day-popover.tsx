import { ActionIcon, Loader, Popover } from '@mantine/core'
import { IconCalendarEvent } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { Day } from '@/lib/wall'
import classes from './day-popover.module.css'

const load = () => import('./month')
const Month = lazy(() => load().then(({ Month }) => ({ default: Month })))

type Props = {
  label: string
  day: Day | null
  onDay: (day: Day) => void
  earliest?: Day | undefined
  latest?: Day | undefined
  /** Begins with the years instead of a month. */
  years?: boolean | undefined
  /** Beside a field that can be typed into. */
  small?: boolean
}

/** Any day, from a month at a glance. */
export function DayPopover({ label, small, onDay, ...month }: Props) {
  const [opened, setOpened] = useState(false)
  const choose = (day: Day | null) => {
    setOpened(false)
    if (day) onDay(day)
  }
  const comes = () => void load()
  return (
    <Popover opened={opened} onChange={setOpened} radius={18} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          size={small ? 34 : 38}
          onClick={() => setOpened(!opened)}
          onPointerEnter={comes}
          onFocus={comes}
          aria-label={label}
        >
          <IconCalendarEvent size={small ? 19 : 21} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={<Loader className={classes.coming} size="sm" />}>
          <Month {...month} onDay={choose} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
