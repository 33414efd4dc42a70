import { create } from 'zustand'
import { freshId } from '@/lib/ids'
import type { Kind, StoredFile } from './api'
import type { Refusal } from './checks'
import {
  changed,
  isUnderWay,
  phaseAfter,
  type Target,
  turns,
  type Upload,
  waitBefore,
} from './queue'

type Line = { signal: AbortSignal; onProgress: (share: number) => void }
export type Send = (upload: Upload, line: Line) => Promise<StoredFile>
export type Wish = { file: File; kind: Kind; target: Target; refusal: Refusal | null }

type Outcome = { onDone: (file: StoredFile, id: string) => void; onOver: (error: unknown) => void }

const AT_ONCE = 2

const fresh = ({ refusal, ...wish }: Wish): Upload => ({
  ...wish,
  refusal,
  id: freshId(),
  key: freshId(),
  phase: refusal ? 'refused' : 'waiting',
  share: 0,
  attempts: 0,
  error: null,
  result: null,
})

/** Asks before a page with unfinished uploads is closed. */
function askToStay(event: BeforeUnloadEvent): void {
  event.preventDefault()
}

/**
 * The queue of what is being sent. It belongs to the page as a whole: whoever looks at another
 * screen meanwhile loses nothing.
 */
export function createUploads(send: Send, outcome: Outcome) {
  const useUploads = create<{ list: readonly Upload[] }>()(() => ({ list: [] }))
  const lines = new Map<string, AbortController>()
  const rests = new Map<string, ReturnType<typeof setTimeout>>()

  const list = () => useUploads.getState().list
  const find = (id: string) => list().find((each) => each.id === id)
  const put = (next: readonly Upload[]) => useUploads.setState({ list: next })
  const set = (id: string, change: Partial<Upload>) => put(changed(list(), id, change))

  function hangUp(id: string): void {
    clearTimeout(rests.get(id))
    rests.delete(id)
    lines.get(id)?.abort()
    lines.delete(id)
  }

  function progress(id: string, share: number): void {
    if (find(id)) set(id, { share, phase: share >= 1 ? 'looking' : 'sending' })
  }

  function rest(id: string, attempts: number): void {
    rests.set(
      id,
      setTimeout(() => again(id), waitBefore(attempts)),
    )
  }

  async function run({ id, attempts: before }: Upload): Promise<void> {
    const line = new AbortController()
    const { signal } = line
    const attempts = before + 1
    lines.set(id, line)
    set(id, { phase: 'sending', share: 0, attempts, error: null })
    try {
      const upload = find(id)
      if (!upload) return
      const onProgress = (share: number) => signal.aborted || progress(id, share)
      const result = await send(upload, { signal, onProgress })
      if (signal.aborted) return
      set(id, { phase: 'done', share: 1, result })
      outcome.onDone(result, id)
    } catch (error) {
      if (signal.aborted) return
      const phase = phaseAfter(error, attempts)
      set(id, { phase, share: 0, error })
      if (phase === 'resting') rest(id, attempts)
      else outcome.onOver(error)
    } finally {
      if (lines.get(id) === line) lines.delete(id)
      go()
    }
  }

  function go(): void {
    for (const upload of turns(list(), AT_ONCE)) void run(upload)
    const guard = list().some(isUnderWay) ? addEventListener : removeEventListener
    guard('beforeunload', askToStay)
  }

  function again(id: string, change: Partial<Upload> = {}): void {
    hangUp(id)
    set(id, { phase: 'waiting', share: 0, error: null, ...change })
    go()
  }

  addEventListener('online', () => {
    for (const { id, phase } of list()) if (phase === 'resting') again(id)
  })

  return {
    useUploads,
    add(wishes: readonly Wish[]): void {
      put([...list(), ...wishes.map(fresh)])
      go()
    },
    /** What was sent so far is lost: a plain upload begins anew. */
    pause(id: string): void {
      hangUp(id)
      set(id, { phase: 'paused', share: 0 })
      go()
    },
    resume: (id: string) => again(id, { attempts: 0 }),
    /** Another kind is another wish, which must not be mistaken for a repetition. */
    sendAs: (id: string, kind: Kind, refusal: Refusal | null) =>
      refusal
        ? set(id, { kind, refusal })
        : again(id, { kind, refusal: null, attempts: 0, key: freshId() }),
    remove(id: string): void {
      hangUp(id)
      put(list().filter((each) => each.id !== id))
      go()
    },
    clear(over: (upload: Upload) => boolean = () => true): void {
      for (const { id } of list().filter(over)) hangUp(id)
      put(list().filter((each) => !over(each)))
      go()
    },
  }
}
