import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconClock, IconHourglass, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { errorOf, type Intent } from '@/features/appointments/outbox/line'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import classes from './outbox.module.css'
import { useWishWords } from './words'

const icons: Record<Intent['state'], ReactNode> = {
  waiting: <IconClock size={18} aria-hidden />,
  held: <IconHourglass size={18} aria-hidden />,
  failed: <IconAlertTriangle size={18} aria-hidden />,
  done: <IconCheck size={18} aria-hidden />,
  conflict: <IconX size={18} aria-hidden />,
  refused: <IconX size={18} aria-hidden />,
}

function useStateWords(intent: Intent): string {
  const t = useT()
  if (intent.state === 'refused')
    return t('outbox.state.refused', { why: sentence(errorOf(intent), t) })
  if (intent.state === 'failed')
    return t('outbox.state.failed', { id: errorOf(intent)?.requestId ?? '–' })
  if (intent.state === 'held') return t('outbox.state.held')
  if (intent.state === 'done') return t('outbox.state.done')
  return t(intent.tried ? 'outbox.state.tried' : 'outbox.state.waiting')
}

/** The way out of the line: of what was not sent, of what nobody answers, of what was read. */
function useWayOut({ state, tried }: Intent): string | undefined {
  const t = useT()
  if (state === 'done') return
  if (state === 'refused') return t('outbox.seen')
  return t(tried ? 'outbox.giveUp' : 'outbox.takeBack')
}

type Props = {
  intent: Intent
  busy: boolean
  onDrop: (intent: Intent) => void
  onAgain: (intent: Intent) => void
}

export function Item({ intent, busy, onDrop, onAgain }: Props) {
  const t = useT()
  const ago = useAgo()
  const { what, where } = useWishWords()(intent.wish)
  const way = useWayOut(intent)
  return (
    <li className={classes.item} data-state={intent.state}>
      <span className={classes.icon}>{icons[intent.state]}</span>
      <div className={classes.words}>
        <strong>{what}</strong>
        <span>{where}</span>
        <span className={classes.state}>
          {useStateWords(intent)} ·{' '}
          {t('outbox.wished', { ago: ago(new Date(intent.at).toISOString()) })}
        </span>
      </div>
      {way && (
        <div className={classes.ways}>
          {intent.state === 'failed' && (
            <Button
              variant="light"
              size="compact-sm"
              onClick={() => onAgain(intent)}
              aria-label={`${t('app.retry')}: ${what}`}
            >
              {t('app.retry')}
            </Button>
          )}
          <Button
            variant="default"
            size="compact-sm"
            disabled={busy && intent.tried}
            onClick={() => onDrop(intent)}
            aria-label={`${way}: ${what}`}
          >
            {way}
          </Button>
        </div>
      )}
    </li>
  )
}
