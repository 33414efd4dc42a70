import { useT } from '@/lib/i18n'
import type { Endpoint } from '../api'
import classes from './webhooks.module.css'

/** Whether it is told anything, and if not, why. */
export function EndpointState({ endpoint }: { endpoint: Endpoint }) {
  const t = useT()
  const { archived_at, paused_why, failing_since } = endpoint
  const tone = archived_at || paused_why ? 'still' : failing_since ? 'bad' : 'good'
  const word = archived_at
    ? t('webhooks.state.archived')
    : paused_why
      ? t(`webhooks.paused.${paused_why}`)
      : t(failing_since ? 'webhooks.state.failing' : 'webhooks.state.listening')
  return (
    <span className={classes.state} data-tone={tone}>
      {word}
    </span>
  )
}

/** Which events it hears, in one line. */
export function useEventWords(): (endpoint: Endpoint) => string {
  const t = useT()
  return ({ events }) =>
    events.length === 0
      ? t('webhooks.form.all')
      : t('webhooks.eventCount', { count: events.length })
}
