import { VisuallyHidden } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useT } from '@/lib/i18n'
import { useLiveState } from '@/lib/realtime'
import classes from './live-state.module.css'

type Shown = 'live' | 'reconnecting' | 'offline' | null

/** By which it is found again when what was behind it is closed. */
export const CONNECTION = 'connection'

/** A cut that heals within a moment is nobody's business. */
const WORTH_SAYING = 1_500

/** What to show: at once when it works or the network is gone, later when it is being mended. */
function useShown(): Shown {
  const state = useLiveState((live) => live.state)
  const [shown, setShown] = useState<Shown>(null)
  useEffect(() => {
    if (state === 'live' || state === 'offline') return setShown(state)
    if (state === 'off') return
    const later = setTimeout(setShown, WORTH_SAYING, 'reconnecting')
    return () => clearTimeout(later)
  }, [state])
  return shown
}

/** What else the state tells, and what is behind it. */
type Behind = { said: (state: string) => string; note: ReactNode; onOpen: () => void }

function Face({ shown, behind }: { shown: Exclude<Shown, null>; behind: Behind | undefined }) {
  const t = useT()
  const word = t(`staff.live.${shown}`)
  const title = shown === 'live' ? t('staff.live.liveLong') : undefined
  const inside = (
    <>
      <span className={classes.dot} />
      <span className={classes.word}>{word}</span>
    </>
  )
  if (!behind)
    return (
      <span className={classes.state} data-state={shown} title={title}>
        {inside}
      </span>
    )
  return (
    <button
      id={CONNECTION}
      type="button"
      className={classes.state}
      data-state={shown}
      data-noted={behind.note ? true : undefined}
      title={title}
      aria-haspopup="dialog"
      aria-label={behind.said(word)}
      onClick={behind.onOpen}
    >
      {inside}
      {behind.note}
    </button>
  )
}

/** Whether the screen follows what happens. Said aloud only when that ends, and when it is back. */
export function LiveState({ behind }: { behind?: Behind }) {
  const t = useT()
  const shown = useShown()
  const [wasCut, setWasCut] = useState(false)
  const cut = shown === 'reconnecting' || shown === 'offline'
  if (cut && !wasCut) setWasCut(true)
  const aloud = wasCut && shown ? t(`staff.live.${shown === 'live' ? 'again' : shown}`) : ''
  return (
    <>
      <VisuallyHidden role="status">{aloud}</VisuallyHidden>
      {shown && <Face shown={shown} behind={behind} />}
    </>
  )
}
