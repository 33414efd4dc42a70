import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { preview, type Trial } from '../settings-api'
import classes from './template.module.css'

/** What the reader gets, with invented visits. A mail's page is shown where it can do nothing. */
export function TemplatePreview({ trial }: { trial: Trial }) {
  const t = useT()
  const { data, error, isPending, isPlaceholderData } = useQuery(preview(trial))
  const refused = fieldErrors(error, ['subject', 'body'], t)
  const why = error && (refused.body ?? refused.subject ?? sentence(error, t))
  return (
    <section className={classes.preview} aria-label={t('messages.preview')}>
      <h2>{t('messages.preview')}</h2>
      {why && (
        <Text role="status" c="var(--mantine-color-error)" size="sm">
          {why}
        </Text>
      )}
      {isPending && <Skeleton height={300} />}
      {data && !why && (
        <div className={classes.sample} data-stale={isPlaceholderData || undefined}>
          {trial.channel === 'email' ? (
            <>
              <strong className={classes.subject}>{data.subject}</strong>
              {/* A new frame each time: words that change while the last ones load may stay unseen. */}
              <iframe
                key={data.html}
                className={classes.mail}
                title={t('messages.preview')}
                sandbox=""
                srcDoc={data.html}
              />
            </>
          ) : (
            <>
              <p className={classes.bubble}>{data.body}</p>
              {data.segments > 0 && (
                <Text size="sm" c="dimmed">
                  {t('messages.segments', { count: data.segments })}
                </Text>
              )}
            </>
          )}
        </div>
      )}
    </section>
  )
}
