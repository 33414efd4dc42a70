import { Loader, ModalBody, ModalContent } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconDownload, IconX } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { BareDialog } from '@/ui/dialog'
import { Panel } from '@/ui/panel'
import type { StoredFile } from '../api'
import { useDownload } from '../use-download'
import { useKeys } from '../use-keys'
import { plain, type View } from '../view'
import { useSize } from '../words'
import { Compare } from './compare'
import { PageTools } from './page-tools'
import { Stage } from './stage'
import { Tool, Tools } from './tools'
import classes from './viewer.module.css'

const PdfPages = lazy(() => import('./pdf-pages'))

type Props = {
  files: StoredFile[]
  id: string
  onOpen: (id: string) => void
  onClose: () => void
  /** What else can be done with it; beside the title. */
  actions: (file: StoredFile) => ReactNode
}

const ICON = { size: 22, stroke: 1.7, 'aria-hidden': true } as const

const isPicture = ({ preview_url }: StoredFile) => preview_url !== null

function Top({
  file,
  actions,
  onClose,
}: { file: StoredFile } & Pick<Props, 'actions' | 'onClose'>) {
  const t = useT()
  const ago = useAgo()
  const size = useSize()
  const download = useDownload()
  return (
    <div className={classes.top}>
      <div className={classes.title}>
        <h2>{file.name}</h2>
        <span>
          {t(`files.kind.${file.kind}`)} · {size(file.size)} · {ago(file.created_at)}
        </span>
      </div>
      <Tool label={t('files.download')} onClick={() => download(file)}>
        <IconDownload {...ICON} />
      </Tool>
      {actions(file)}
      <Tool label={t('app.close')} onClick={onClose}>
        <IconX {...ICON} />
      </Tool>
    </div>
  )
}

type StepProps = { to: StoredFile | undefined; side: 'left' | 'right'; onOpen: Props['onOpen'] }

function Step({ to, side, onOpen }: StepProps) {
  const t = useT()
  if (!to) return null
  return (
    <div className={classes.step} data-side={side}>
      <Tool
        label={t(side === 'left' ? 'files.view.previous' : 'files.view.next')}
        hint={side === 'left' ? '←' : '→'}
        onClick={() => onOpen(to.id)}
      >
        {side === 'left' ? <IconChevronLeft {...ICON} /> : <IconChevronRight {...ICON} />}
      </Tool>
    </div>
  )
}

type OneProps = { file: StoredFile; view: View; onView: (change: (view: View) => View) => void }

function One({ file, view, onView }: OneProps) {
  if (file.content_type === 'application/pdf')
    return (
      <Panel>
        <Suspense fallback={<Loader color="gray.4" className={classes.wait} />}>
          <PdfPages url={file.url} scale={Math.min(view.scale, 4)} turns={view.turns} />
        </Suspense>
      </Panel>
    )
  return (
    <div className={classes.panes}>
      <div className={classes.pane}>
        <Stage file={file} view={view} onView={onView} />
      </div>
    </div>
  )
}

/** While two are compared, they hear the keys themselves. */
const nothing = () => undefined

function Inside({ files, id, onOpen, onClose, actions }: Props) {
  const [view, setView] = useState(plain)
  const [comparing, setComparing] = useState(false)
  const onView = useCallback((change: (view: View) => View) => setView(change), [])
  const place = files.findIndex((each) => each.id === id)
  const file = files[place]
  const pictures = files.filter(isPicture)
  const others = pictures.filter((each) => each.id !== id)
  const possible = file !== undefined && isPicture(file) && others.length > 0
  const toggle = () => setComparing((now) => possible && !now)
  const [before, after] = [files[place - 1], files[place + 1]]
  useKeys({
    onView: comparing ? nothing : onView,
    onCompare: toggle,
    onStep: (by) => {
      const to = by < 0 ? before : after
      if (to && !comparing) onOpen(to.id)
    },
  })
  if (!file) return null
  if (comparing && possible)
    return (
      <>
        <Top file={file} actions={actions} onClose={onClose} />
        <Compare file={file} others={others} first={[view, setView]} onDone={toggle} />
      </>
    )
  return (
    <>
      <Top file={file} actions={actions} onClose={onClose} />
      <div className={classes.main}>
        <Step to={before} side="left" onOpen={onOpen} />
        <One file={file} view={view} onView={onView} />
        <Step to={after} side="right" onOpen={onOpen} />
      </div>
      <div className={classes.bottom}>
        {isPicture(file) ? (
          <Tools view={view} onView={onView} compare={{ on: comparing, possible, toggle }} />
        ) : (
          <PageTools view={view} onView={onView} />
        )}
      </div>
    </>
  )
}

/** One file on the whole screen, on black, as one looks at pictures. */
export function Viewer(props: Props) {
  const t = useT()
  return (
    <BareDialog opened fullScreen onClose={props.onClose} transitionProps={{ duration: 120 }}>
      <ModalContent className={classes.content} aria-label={t('files.view.title')}>
        <ModalBody className={classes.body}>
          <Inside key={props.id} {...props} />
        </ModalBody>
      </ModalContent>
    </BareDialog>
  )
}
