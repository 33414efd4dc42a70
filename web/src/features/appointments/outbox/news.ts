import { currentT } from '@/lib/i18n'
import { notifyAsks, notifyDone } from '@/ui/notify'
import { showOutbox, useOutbox } from '../outbox'
import { isSame, isWaiting, type Line, type State } from './line'

const stateIn = (line: Line, which: Line[number]): State | undefined =>
  line.find((each) => isSame(each, which))?.state

/** Those that have come to this state since. */
const newly = (state: State, before: Line, now: Line): Line =>
  now.filter((each) => each.state === state && stateIn(before, each) !== state)

/** The last one that waited has its verdict. */
const isAllSent = (before: Line, now: Line): boolean =>
  !now.some(isWaiting) && before.some((each) => isWaiting(each) && stateIn(now, each))

/** Says aloud what became of the line, in the tab that somebody looks at; whoever has it open sees it. */
export function tellNews(before: Line, now: Line): void {
  if (document.visibilityState !== 'visible' || useOutbox.getState().opened) return
  const t = currentT()
  const sent = now.filter(({ state }) => state === 'done').length
  if (isAllSent(before, now) && sent > 0) notifyDone(t('outbox.news.sent', { count: sent }))
  const states = ['conflict', 'failed', 'refused'] as const
  const state = states.find((each) => newly(each, before, now).length > 0)
  if (!state) return
  const said = t(`outbox.news.${state}`, { count: newly(state, before, now).length })
  notifyAsks(said, { label: t('outbox.look'), act: () => showOutbox() })
}
