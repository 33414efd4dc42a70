import { IconRotateClockwise, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { STEP, turned, type View, zoomed } from '../view'
import { Tool } from './tools'
import classes from './viewer.module.css'

const ICON = { size: 21, stroke: 1.7, 'aria-hidden': true } as const

type Props = { view: View; onView: (change: (view: View) => View) => void }

/** Paper is not a picture: it comes closer and turns, and that is all. */
export function PageTools({ view, onView }: Props) {
  const t = useT()
  return (
    <div className={classes.tools} role="toolbar" aria-label={t('files.view.tools')}>
      <Tool
        label={t('files.view.out')}
        hint="-"
        disabled={view.scale <= 1}
        onClick={() => onView((now) => zoomed(now, 1 / STEP))}
      >
        <IconZoomOut {...ICON} />
      </Tool>
      <output className={classes.scale} aria-label={t('files.view.size')}>
        {Math.round(view.scale * 100)}%
      </output>
      <Tool
        label={t('files.view.in')}
        hint="+"
        disabled={view.scale >= 4}
        onClick={() => onView((now) => zoomed(now, STEP))}
      >
        <IconZoomIn {...ICON} />
      </Tool>
      <Tool label={t('files.view.rotate')} hint="R" onClick={() => onView((now) => turned(now))}>
        <IconRotateClockwise {...ICON} />
      </Tool>
    </div>
  )
}
