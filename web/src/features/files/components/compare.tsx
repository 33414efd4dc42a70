import { type Dispatch, type SetStateAction, useCallback, useState } from 'react'
import { useT } from '@/lib/i18n'
import type { StoredFile } from '../api'
import { useKeys } from '../use-keys'
import { plain, type View } from '../view'
import { Picture } from './picture'
import { Stage } from './stage'
import { Tools } from './tools'
import classes from './viewer.module.css'

type Side = 0 | 1
type Props = {
  file: StoredFile
  others: StoredFile[]
  first: [View, Dispatch<SetStateAction<View>>]
  onDone: () => void
}

type StripProps = { others: StoredFile[]; chosen: string; onChoose: (file: StoredFile) => void }

function Strip({ others, chosen, onChoose }: StripProps) {
  const t = useT()
  return (
    <fieldset className={classes.strip} aria-label={t('files.view.compareWith')}>
      {others.map((each) => (
        <button
          key={each.id}
          type="button"
          aria-pressed={each.id === chosen}
          aria-label={each.name}
          title={each.name}
          onClick={() => onChoose(each)}
        >
          {each.thumbnail_url && <Picture src={each.thumbnail_url} alt="" />}
        </button>
      ))}
    </fieldset>
  )
}

const nothing = () => undefined

/** Two pictures side by side; the tools act on the one touched last. */
export function Compare({ file, others, first: [view, setView], onDone }: Props) {
  const t = useT()
  const alike = others.find(({ kind }) => kind === file.kind) ?? others[0] ?? file
  const [other, setOther] = useState(alike)
  const [otherView, setOtherView] = useState(plain)
  const [active, setActive] = useState<Side>(0)
  const onFirst = useCallback((change: (view: View) => View) => setView(change), [setView])
  const onSecond = useCallback((change: (view: View) => View) => setOtherView(change), [])
  const panes = [
    { file, view, onView: onFirst },
    { file: other, view: otherView, onView: onSecond },
  ] as const
  const now = panes[active]
  useKeys({ onView: now.onView, onStep: nothing, onCompare: nothing })
  return (
    <>
      <div className={classes.main}>
        <div className={classes.panes} data-two>
          {panes.map((pane, side) => (
            <div
              key={side === 0 ? 'first' : pane.file.id}
              className={classes.pane}
              data-active={side === active || undefined}
              onPointerDownCapture={() => setActive(side as Side)}
            >
              <Stage {...pane} />
              <button
                type="button"
                className={classes.paneName}
                aria-pressed={side === active}
                title={t('files.view.work')}
                onClick={() => setActive(side as Side)}
              >
                {pane.file.name}
              </button>
            </div>
          ))}
        </div>
      </div>
      {others.length > 1 && <Strip others={others} chosen={other.id} onChoose={setOther} />}
      <div className={classes.bottom}>
        <Tools
          view={now.view}
          onView={now.onView}
          compare={{ on: true, possible: true, toggle: onDone }}
        />
      </div>
    </>
  )
}
