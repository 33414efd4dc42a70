import { Button, VisuallyHidden } from '@mantine/core'
import { useT } from '@/lib/i18n'
import { isFor, isOver, type Target, type Upload } from '../queue'
import { uploads } from '../use-uploads'
import classes from './upload.module.css'
import { UploadRow } from './upload-row'

/** What a listener is told: who got there and who did not, not every percent on the way. */
function useNews(list: readonly Upload[]): string {
  const t = useT()
  const last = list.findLast(({ phase }) =>
    ['done', 'refused', 'failed', 'resting', 'paused'].includes(phase),
  )
  const left = list.filter((each) => !isOver(each)).length
  if (!last) return left > 0 ? t('files.news.sending', { count: left }) : ''
  const { phase, file } = last
  const word = phase === 'refused' ? 'failed' : (phase as 'done' | 'failed' | 'resting' | 'paused')
  return t(`files.news.${word}`, { name: file.name })
}

/** What is on its way to this place, and what has just come. */
export function UploadList({ place }: { place: Target }) {
  const t = useT()
  const all = uploads.useUploads(({ list }) => list)
  const list = all.filter((each) => isFor(each, place))
  const over = list.filter(isOver)
  return (
    <>
      <VisuallyHidden role="status">{useNews(list)}</VisuallyHidden>
      {list.length > 0 && (
        <section className={classes.list} aria-label={t('files.uploads')}>
          <ul>
            {list.map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
          </ul>
          {over.length > 1 && (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => uploads.clear((each) => isFor(each, place) && isOver(each))}
            >
              {t('files.dismissAll')}
            </Button>
          )}
        </section>
      )}
    </>
  )
}
