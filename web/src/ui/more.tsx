import { Button, Text, VisuallyHidden } from '@mantine/core'
import { useCallback } from 'react'
import { useT } from '@/lib/i18n'
import classes from './more.module.css'
import { scrollerOf } from './scroller'

type Props = {
  shown: number
  has: boolean
  loading: boolean
  failed: boolean
  onMore: () => void
}

/** How far below the screen the rest is asked for, before anybody gets there. */
const AHEAD = '600px 0px'

/** The end of a list that goes on: it goes on by itself as one scrolls, and by a button. */
export function More({ shown, has, loading, failed, onMore }: Props) {
  const t = useT()
  const waits = has && !loading && !failed
  // After each page anew: what is still in sight asks for the next one.
  const watch = useCallback(
    (end: HTMLElement | null) => {
      if (!end || !waits || typeof IntersectionObserver === 'undefined') return
      const options = { root: scrollerOf(end), rootMargin: AHEAD }
      const observer = new IntersectionObserver(([entry]) => {
        if (entry?.isIntersecting) onMore()
      }, options)
      observer.observe(end)
      return () => observer.disconnect()
    },
    [waits, onMore],
  )
  return (
    <>
      <VisuallyHidden role="status">
        {t(has ? 'people.lists.shown' : 'people.lists.all', { count: shown })}
      </VisuallyHidden>
      {has && (
        <div ref={watch} className={classes.more}>
          {failed && (
            <Text role="alert" c="dimmed">
              {t('people.lists.failed')}
            </Text>
          )}
          <Button variant="default" loading={loading} onClick={onMore}>
            {t(failed ? 'app.retry' : 'people.lists.more')}
          </Button>
        </div>
      )}
    </>
  )
}
