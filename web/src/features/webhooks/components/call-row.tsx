import { Button, Code, Group, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import type { Call } from '../api'
import classes from './webhooks.module.css'

type Attempt = Call['attempts'][number]
type Props = { call: Call; paused: boolean; onReplay: () => void }

function AttemptLine({ attempt }: { attempt: Attempt }) {
  const t = useT()
  const ago = useAgo()
  const { number, at, status, ms, error, reason, response_excerpt } = attempt
  const unknown = status === null && error === null
  const why = reason ? t(`webhooks.reason.${reason}`, { status }) : error
  return (
    <li className={classes.attempt}>
      <span className="tabular">{number}.</span>
      <div>
        <span>
          {unknown ? t('webhooks.call.unknownEnd') : (why ?? t('webhooks.call.ok', { status }))}
        </span>
        <Text size="xs" c="dimmed" component="span" display="block">
          <time dateTime={at} title={at}>
            {ago(at)}
          </time>
          {ms !== null && ` · ${t('webhooks.call.took', { count: ms })}`}
        </Text>
        {response_excerpt && (
          <Code block className={classes.code} mt={4}>
            {response_excerpt}
          </Code>
        )}
      </div>
    </li>
  )
}

/** One fact, what became of it, and every attempt. */
export function CallRow({ call, paused, onReplay }: Props) {
  const t = useT()
  const ago = useAgo()
  const { event, state, why, attempts, created_at, next_at, webhook_id, request_id, body } = call
  const test = event === 'webhook.test'
  return (
    <li>
      <details className={classes.call}>
        <summary>
          <span className={classes.words}>
            <strong>{test ? t('webhooks.testEvent') : event}</strong>
            <span>
              <time dateTime={created_at} title={created_at}>
                {ago(created_at)}
              </time>
              {' · '}
              {t('webhooks.call.attempts', { count: attempts.length })}
              {why && ` · ${t(`webhooks.why.${why}`)}`}
            </span>
          </span>
          <span className={classes.state} data-tone={tones[state]}>
            {t(`webhooks.callState.${state}`)}
          </span>
          <IconChevronDown size={18} aria-hidden className={classes.chevron} />
        </summary>
        <div className={classes.inside}>
          <ol className={classes.attempts}>
            {attempts.map((attempt) => (
              <AttemptLine key={attempt.number} attempt={attempt} />
            ))}
          </ol>
          {next_at && (
            <Text size="sm">
              {t('webhooks.call.next')}{' '}
              <time dateTime={next_at} className="tabular">
                {next_at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}
              </time>
            </Text>
          )}
          <Code block className={classes.code}>
            {body}
          </Code>
          <Group justify="space-between" mt={4}>
            <Text size="xs" c="dimmed" className={classes.ids}>
              {webhook_id} · {t('errors.requestId')} {request_id}
            </Text>
            {state !== 'due' && (
              <Button size="sm" variant="light" disabled={paused && !test} onClick={onReplay}>
                {t('webhooks.call.replay')}
              </Button>
            )}
          </Group>
        </div>
      </details>
    </li>
  )
}

const tones = { due: 'wait', delivered: 'good', failed: 'bad', discarded: 'still' } as const
