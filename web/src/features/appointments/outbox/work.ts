import type { QueryClient } from '@tanstack/react-query'
import { touch } from '@/api/touched'
import { kindOf } from '@/lib/errors'
import { freshHeaders } from '@/lib/intents'
import { offline } from '@/lib/offline'
import { useLiveState } from '@/lib/realtime'
import { waitBefore } from '@/lib/realtime/socket'
import { isUnsent, useUnsent } from '@/lib/unsent'
import { guessed } from '@/lib/versions'
import { type Outbox, useOutbox } from '../outbox'
import { outcome, post } from '../wish'
import {
  again,
  decided,
  heard,
  isSame,
  isWaiting,
  joined,
  type Line,
  marksOf,
  tidied,
  without,
} from './line'
import { tellNews } from './news'
import { keepDrawn, redraw } from './redraw'
import { replay } from './replay'
import { inTurn, openShelf } from './shelf'

/** What was done is seen for a while. */
const SEEN_FOR = 30_000
/** Who has not answered by then may have done it all the same: it is asked again with the same key. */
const PATIENCE = 20_000

const line = () => useOutbox.getState().line

/** What every screen shows of the line. */
function show(client: QueryClient, now: Line): void {
  const before = line()
  useOutbox.setState({ line: now })
  useUnsent.setState({ marks: marksOf(now), count: now.filter(isUnsent).length })
  redraw(client, before, now)
  tellNews(before, now)
}

type Opened = Awaited<ReturnType<typeof openShelf>>

/** Sends whenever there is hope, and after each failure a little later; in one tab at a time. */
function sender(client: QueryClient, shelf: Opened) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0
  let running = false
  let more = false
  let closed = false
  const send: typeof post = (wish, headers) => post(wish, headers, AbortSignal.timeout(PATIENCE))
  async function attemptOnce(): Promise<void> {
    const unsent = line().filter(isUnsent).length
    let isOver = false
    useOutbox.setState({ sending: true })
    try {
      await inTurn('replay', async () => {
        if (!closed) await replay(shelf, send)
      })
      attempt = 0
    } catch (error) {
      // Nobody answered, or not with a verdict.
      isOver = kindOf(error) === 'sign-in'
      timer = setTimeout(run, waitBefore(attempt))
      attempt += 1
    } finally {
      useOutbox.setState({ sending: false })
      // What is shown finds out whether there still is a session.
      if (isOver || line().filter(isUnsent).length !== unsent) touch(client, 'appointments.step')
    }
  }
  async function run(): Promise<void> {
    clearTimeout(timer)
    if (running) more = true
    if (running || closed || !navigator.onLine || !line().some(isWaiting)) return
    running = true
    do {
      more = false
      await attemptOnce()
    } while (more && !closed)
    running = false
  }
  const stop = () => {
    closed = true
    clearTimeout(timer)
  }
  return { run: () => void run(), stop }
}

function handle({ change }: Opened, run: () => void): Outbox {
  return {
    isBusy: () => !navigator.onLine || line().some(isWaiting),
    queue: async (wish, headers, tried) => {
      const wished = { wish, headers, tried, at: Date.now() }
      const now = await change((all) => joined(all, wished))
      run()
      const visit = outcome(now.at(-1)?.wish ?? wish)
      return { ...visit, version: guessed(visit.version) }
    },
    drop: async (intent) => {
      await change((all) => without(all, intent))
      run()
    },
    decide: async (intent, wish) => {
      const wished = { wish, headers: freshHeaders(), tried: false, at: Date.now() }
      await change((all) =>
        all.some((each) => isSame(each, intent)) ? decided(all, intent, wished) : all,
      )
      run()
    },
    again: async (intent) => {
      await change((all) => again(all, intent))
      run()
    },
    heard: async (visit) => {
      if (heard(line(), visit) !== line()) await change((all) => heard(all, visit))
    },
    wake: run,
  }
}

/** Keeps the line in this tab, for as long as staff are at work in it. */
export async function openOutbox(client: QueryClient): Promise<() => void> {
  const { canKeep } = await offline()
  if (!canKeep() || !navigator.locks) return () => undefined
  const shelf = await openShelf((now) => show(client, now))
  const { run, stop } = sender(client, shelf)
  const leaving = new AbortController()
  const { signal } = leaving
  const tidy = () =>
    line().some(({ doneAt }) => doneAt !== undefined) &&
    void shelf.change((all) => tidied(all, Date.now() - SEEN_FOR)).catch(() => undefined)
  const clock = setInterval(tidy, SEEN_FOR / 3)
  addEventListener('online', run, { signal })
  const unlisten = useLiveState.subscribe(({ state }) => state === 'live' && run())
  const undraw = keepDrawn(client, line)
  const close = () => {
    leaving.abort()
    clearInterval(clock)
    unlisten()
    undraw()
    stop()
    shelf.close()
    useOutbox.setState({ line: [], outbox: null, opened: false })
    useUnsent.setState({ marks: {}, count: 0, leaving: null })
  }
  addEventListener('topsmile.left', close, { signal })
  await shelf.look().catch(() => undefined)
  useOutbox.setState({ outbox: handle(shelf, run) })
  run()
  return close
}
