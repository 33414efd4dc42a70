import { Loader } from '@mantine/core'
import { IconPhotoOff } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useT } from '@/lib/i18n'
import type { StoredFile } from '../api'
import { useGestures } from '../use-gestures'
import { plain, STEP, sidewaysFit, styleOf, type View, zoomed } from '../view'
import { Picture } from './picture'
import classes from './viewer.module.css'

type Shown = Pick<StoredFile, 'name' | 'preview_url' | 'width' | 'height'>
type Props = {
  file: Shown
  view: View
  onView: (change: (view: View) => View) => void
}

/** One picture, to be come close to. */
export function Stage({ file, view, onView }: Props) {
  const t = useT()
  const stage = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'loading' | 'shown' | 'gone'>('loading')
  const gestures = useGestures(stage, onView)
  const box = stage.current?.getBoundingClientRect() ?? { width: 0, height: 0 }
  const fit = sidewaysFit({ width: file.width ?? 0, height: file.height ?? 0 }, box)
  const closer = () =>
    onView((now) => (now.scale > 1 ? { ...now, ...home } : zoomed(now, STEP ** 3)))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the tools beside it do the same by button and key
    <div
      ref={stage}
      className={classes.stage}
      data-close={view.scale > 1 || undefined}
      onDoubleClick={closer}
      {...gestures}
    >
      {state === 'loading' && <Loader color="gray.4" className={classes.wait} />}
      {state === 'gone' || !file.preview_url ? (
        <p className={classes.gone}>
          <IconPhotoOff size={32} stroke={1.5} aria-hidden /> {t('files.view.gone')}
        </p>
      ) : (
        <Picture
          src={file.preview_url}
          alt={file.name}
          draggable={false}
          className={classes.picture}
          style={styleOf(view, fit)}
          onLoad={() => setState('shown')}
          onGone={() => setState('gone')}
        />
      )}
    </div>
  )
}

const home = { scale: plain.scale, x: 0, y: 0 }
