import { Loader } from '@mantine/core'
import { useElementSize, useIntersection } from '@mantine/hooks'
import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import jpxUrl from 'pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url'
import { useEffect, useRef, useState } from 'react'
import { send } from '@/api/refresh'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import classes from './viewer.module.css'

GlobalWorkerOptions.workerSrc = workerUrl

/** A canvas larger than this is refused by phones. */
const MOST_PIXELS = 12_000_000
const WIDEST = 900
const SIDES = 24

/** Nothing of the document runs: its scripts are not loaded, its code not compiled. */
async function openDocument(url: string, signal: AbortSignal): Promise<PDFDocumentProxy> {
  const answer = await send(new Request(new URL(url, location.origin), { signal }))
  return getDocument({
    data: await answer.arrayBuffer(),
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    wasmUrl: jpxUrl.slice(0, jpxUrl.lastIndexOf('/') + 1),
  }).promise
}

type Opened = { document: PDFDocumentProxy | null; error: unknown }

function useDocument(url: string, attempt: number): Opened {
  const [opened, setOpened] = useState<Opened>({ document: null, error: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens it anew
  useEffect(() => {
    const leaving = new AbortController()
    let made: PDFDocumentProxy | null = null
    openDocument(url, leaving.signal).then(
      (document) => {
        made = document
        if (leaving.signal.aborted) void document.loadingTask.destroy()
        else setOpened({ document, error: null })
      },
      (error) => leaving.signal.aborted || setOpened({ document: null, error }),
    )
    return () => {
      leaving.abort()
      void made?.loadingTask.destroy()
      setOpened({ document: null, error: null })
    }
  }, [url, attempt])
  return opened
}

type Look = { width: number; scale: number; turns: number }

function draw(page: PDFPageProxy, canvas: HTMLCanvasElement, { width, scale, turns }: Look) {
  const rotation = (page.rotate + turns * 90) % 360
  const natural = page.getViewport({ scale: 1, rotation })
  const shown = (width / natural.width) * scale
  const sharp = shown * Math.min(devicePixelRatio || 1, 2)
  const area = natural.width * natural.height * sharp * sharp
  const viewport = page.getViewport({
    scale: area > MOST_PIXELS ? sharp * Math.sqrt(MOST_PIXELS / area) : sharp,
    rotation,
  })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  const task = page.render({ canvas, viewport })
  task.promise.catch(() => undefined)
  return { task, height: natural.height * shown }
}

type PageProps = { document: PDFDocumentProxy; number: number; look: Look }

/** Drawn when it comes near the screen. */
function Page({ document, number, look }: PageProps) {
  const t = useT()
  const canvas = useRef<HTMLCanvasElement>(null)
  const { ref, entry } = useIntersection({ rootMargin: '400px' })
  const [height, setHeight] = useState(look.width * Math.SQRT2 * look.scale)
  const near = entry?.isIntersecting ?? false
  const { width, scale, turns } = look
  useEffect(() => {
    if (!near) return
    let stop: () => void = () => undefined
    let left = false
    void document.getPage(number).then((page) => {
      if (left || !canvas.current) return
      const drawn = draw(page, canvas.current, { width, scale, turns })
      setHeight(drawn.height)
      stop = () => drawn.task.cancel()
    })
    return () => {
      left = true
      stop()
    }
  }, [document, number, near, width, scale, turns])
  const label = t('files.view.page', { number, count: document.numPages })
  return (
    <div ref={ref} className={classes.paper} style={{ width: width * scale, height }}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  )
}

type Props = { url: string; scale: number; turns: number }

/** A PDF, page by page, as pictures. */
export default function PdfPages({ url, scale, turns }: Props) {
  const t = useT()
  const [attempt, setAttempt] = useState(0)
  const { document, error } = useDocument(url, attempt)
  const place = useElementSize<HTMLElement>()
  const width = Math.min(WIDEST, place.width - SIDES)
  if (error) return <Failure error={error} onRetry={() => setAttempt((now) => now + 1)} />
  return (
    <section
      ref={place.ref}
      className={classes.pages}
      aria-label={t('files.view.pages')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {!document && <Loader color="gray.4" className={classes.wait} />}
      {document &&
        width > 0 &&
        Array.from({ length: document.numPages }, (_, index) => index + 1).map((number) => (
          <Page key={number} document={document} number={number} look={{ width, scale, turns }} />
        ))}
    </section>
  )
}
