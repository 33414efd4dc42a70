import { NetworkError } from '@/lib/errors'
import { answered } from './refresh'

/** A line on which nothing moves for this long is cut. The server may look at a file for longer. */
const STALLED = 30_000
const JUDGING = 180_000

export type Upload = {
  method?: string
  url: string
  body: FormData | Blob
  headers: Record<string, string>
  signal: AbortSignal
  /** How much of the body has left, from 0 to 1. */
  onProgress: (share: number) => void
}

const cut = () => new NetworkError('The server could not be reached.')

function headersOf(request: XMLHttpRequest): Headers {
  const lines = request.getAllResponseHeaders().trim().split(/\r?\n/)
  const pairs = lines.filter(Boolean).map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return new Headers(pairs)
}

function answerOf(request: XMLHttpRequest): Response {
  const { status, responseText } = request
  return new Response(status === 204 ? null : responseText, { status, headers: headersOf(request) })
}

/** `fetch` says nothing of how far a body has come; this does. */
function transfer({ method, url, body, headers, signal, onProgress }: Upload): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    let patience: ReturnType<typeof setTimeout> | undefined
    const wait = (milliseconds: number) => {
      clearTimeout(patience)
      patience = setTimeout(() => request.abort(), milliseconds)
    }
    const stop = () => {
      clearTimeout(patience)
      reject(signal.reason)
      request.abort()
    }
    request.open(method ?? 'POST', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => {
      wait(STALLED)
      onProgress(total > 0 ? loaded / total : 0)
    }
    request.upload.onload = () => {
      wait(JUDGING)
      onProgress(1)
    }
    request.onload = () => (request.status === 0 ? reject(cut()) : resolve(answerOf(request)))
    request.onerror = () => reject(cut())
    request.onabort = () => reject(cut())
    request.onloadend = () => {
      clearTimeout(patience)
      signal.removeEventListener('abort', stop)
    }
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', stop)
    wait(STALLED)
    request.send(body)
  })
}

/** To our own server, as everything else is sent: tokens are refreshed, refusals thrown. */
export async function upload<T>(what: Upload): Promise<T> {
  const answer = await answered(() => transfer(what), what.headers['X-Request-ID'] ?? '')
  return (await answer.json()) as T
}

/** To a storage that is not ours and explains nothing. */
export async function uploadElsewhere(what: Upload): Promise<void> {
  const { ok, status } = await transfer(what)
  if (!ok) throw new NetworkError(`The storage answered ${status}.`)
}
