import { ActionIcon, Loader, Popover } from '@mantine/core'
import { IconCalendarEvent } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { Day } from '@/lib/wall'
import classes from './day-popover.module.css'
import { Panel } from './panel'

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
  // Whoever opens it is told when it cannot come.
  const comes = () => void load().catch(() => undefined)
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
      {/* Escape closes the month, and not a dialog around it. */}
      <Popover.Dropdown data-mantine-stop-propagation="true">
        <Panel>
          <Suspense fallback={<Loader className={classes.coming} size="sm" />}>
            <Month {...month} onDay={choose} />
          </Suspense>
        </Panel>
      </Popover.Dropdown>
    </Popover>
  )
}
