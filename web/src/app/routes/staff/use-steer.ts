import { useHotkeys } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { calendar } from '@/features/calendar/api'
import { daysOf, firstWeekday, turned, type View } from '@/features/calendar/weeks'
import { useLanguage } from '@/lib/i18n'
import type { Day } from '@/lib/wall'

const route = getRouteApi('/staff/')

export type CalendarSearch = { view?: View; day?: Day; with?: string; visit?: string }

/** What the address says; the plain address is today's day. */
function written({
  view,
  day,
  with: provider,
  visit,
}: { [Name in keyof CalendarSearch]: CalendarSearch[Name] | undefined }): CalendarSearch {
  return {
    ...(view && view !== 'day' ? { view } : {}),
    ...(day ? { day } : {}),
    ...(provider ? { with: provider } : {}),
    ...(visit ? { visit } : {}),
  }
}

/** Goes to a day or a view; a visit that was open is closed on the way. */
export function useGo() {
  const navigate = useNavigate({ from: '/staff/' })
  return useCallback(
    (to: { [Name in keyof CalendarSearch]: CalendarSearch[Name] | undefined }) =>
      navigate({ search: (old) => written({ ...old, visit: undefined, ...to }) }),
    [navigate],
  )
}

/** A key pressed within a dialog or a menu is theirs. */
const onBoard = (act: () => void) => (event: KeyboardEvent) => {
  const within =
    event.target instanceof Element && event.target.closest('[role=dialog], [role=menu]')
  if (!within) act()
}

/** Where the calendar is, where its arrows lead, and the keys for all of that. */
export function useSteer(today: Day, acts: { onNew: () => void; onHelp: () => void }) {
  const client = useQueryClient()
  const first = firstWeekday(useLanguage())
  const { view = 'day', day = today } = route.useSearch()
  const go = useGo()
  const days = daysOf(view, day, first)
  const goTo = (to: Day) => go({ day: to === today ? undefined : to })
  const turn = (by: 1 | -1) => goTo(turned(view, day, by))
  const lean = (by: 1 | -1) => {
    const next = daysOf(view, turned(view, day, by), first)
    void client.prefetchQuery(calendar(next[0] ?? day, next.at(-1)))
  }
  const show = (which: View) => () => go({ view: which })
  useHotkeys([
    ['t', onBoard(() => goTo(today))],
    ['d', onBoard(show('day'))],
    ['w', onBoard(show('week'))],
    ['m', onBoard(show('month'))],
    ['ArrowLeft', onBoard(() => turn(-1))],
    ['ArrowRight', onBoard(() => turn(1))],
    ['n', onBoard(acts.onNew)],
    ['shift+?', onBoard(acts.onHelp)],
    ['?', onBoard(acts.onHelp)],
  ])
  return { view, day, days, goTo, turn, lean, show: (which: View) => go({ view: which }) }
}
