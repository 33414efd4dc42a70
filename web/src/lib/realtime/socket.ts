export type Frame = { seq: number; event: string; ids: Record<string, string | number> }
export type State = 'off' | 'connecting' | 'live' | 'reconnecting' | 'offline'

export type Line = {
  /** Where to connect; `since` is the last frame this person has seen. */
  address: (since: number | undefined) => string
  /** By whom the last frame is remembered; it outlives the socket, not the page. */
  identity: string
  onFrame: (frame: Frame) => void
  /** Nobody knows what was missed, or who listens: everything that lives is to be asked again. */
  onGap: () => void
  onState: (state: State) => void
  /** The session's token is no longer good: whether there is a new one now. Throws if nobody knows. */
  renew: (connectedAt: number) => Promise<boolean>
}

/** The server speaks at least every 20 seconds; who hears nothing for this long is cut off. */
const SILENCE = 45_000
const GREETED_WITHIN = 10_000
const TICK = 5_000
const LONGEST_WAIT = 30_000

const SESSION_OVER = 4401
/** Misunderstood, not allowed, no such clinic: asking again would change nothing. */
const FINAL = [4400, 4403, 4404]

const lastSeen = new Map<string, number>()

/** Half of it certain, half by chance, so that a thousand tabs do not come back at once. */
export const waitBefore = (attempt: number, chance = Math.random()): number =>
  Math.min(LONGEST_WAIT, 500 * 2 ** attempt) * (0.5 + chance / 2)

/**
 * One socket for as long as the page wants it. It comes back by itself, from where it was, and says
 * in what state it is; a hidden tab keeps it, and a machine that slept notices at once.
 */
export class LiveSocket {
  private socket: WebSocket | null = null
  private attempt = 0
  private renewed = false
  private greeted = false
  private heardAt = 0
  private connectedAt = 0
  private retry: ReturnType<typeof setTimeout> | undefined
  private readonly tick: ReturnType<typeof setInterval>
  private readonly leaving = new AbortController()

  constructor(private readonly line: Line) {
    const { signal } = this.leaving
    addEventListener('online', this.wake, { signal })
    addEventListener('offline', this.pause, { signal })
    addEventListener('pageshow', this.look, { signal })
    addEventListener('topsmile.left', () => this.close(), { signal })
    document.addEventListener('visibilitychange', this.look, { signal })
    this.tick = setInterval(this.look, TICK)
    this.connect('connecting')
  }

  close(): void {
    this.leaving.abort()
    clearInterval(this.tick)
    this.drop()
    this.line.onState('off')
  }

  private connect(state: State): void {
    this.drop()
    this.line.onState(navigator.onLine ? state : 'offline')
    if (!navigator.onLine) return
    this.connectedAt = this.heardAt = Date.now()
    this.greeted = false
    const socket = new WebSocket(this.line.address(lastSeen.get(this.line.identity)))
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data as string) as Frame)
    socket.onclose = ({ code }) => void this.ended(code)
    this.socket = socket
  }

  private hear(frame: Frame): void {
    const { identity, onFrame, onGap, onState } = this.line
    const known = lastSeen.get(identity)
    this.heardAt = Date.now()
    if (frame.event === 'hello') {
      this.attempt = 0
      this.renewed = false
      this.greeted = true
      onState('live')
      if (known !== undefined) return
      onGap()
    }
    if (frame.event === 'ping') return
    lastSeen.set(identity, frame.seq)
    if (frame.event === 'reset') onGap()
    else if (frame.event !== 'hello') onFrame(frame)
  }

  private async ended(code: number): Promise<void> {
    this.socket = null
    if (FINAL.includes(code)) return this.close()
    const over = code === SESSION_OVER && !(await this.mayReturn())
    if (this.leaving.signal.aborted) return
    if (over) return this.over()
    this.line.onState(navigator.onLine ? 'reconnecting' : 'offline')
    const wait = code === SESSION_OVER && this.renewed ? 0 : waitBefore(this.attempt)
    this.retry = setTimeout(() => this.connect('reconnecting'), wait)
    this.attempt += 1
  }

  /** What is on the screen finds out by asking that the session is over, and says so. */
  private over(): void {
    this.close()
    this.line.onGap()
  }

  /** A new token is asked for once; refused with that, too, the session is over. */
  private async mayReturn(): Promise<boolean> {
    if (this.renewed) return false
    try {
      this.renewed = await this.line.renew(this.connectedAt)
      return this.renewed
    } catch {
      return true
    }
  }

  /** Nobody listens to this socket any more, whatever it may still say. */
  private drop(): void {
    clearTimeout(this.retry)
    if (!this.socket) return
    this.socket.onmessage = this.socket.onclose = null
    this.socket.close()
    this.socket = null
  }

  private readonly wake = () => {
    this.attempt = 0
    this.connect('reconnecting')
  }

  private readonly pause = () => {
    this.drop()
    this.line.onState('offline')
  }

  /** After a sleep the first look finds a long silence; whoever comes back need not wait either. */
  private readonly look = (reason?: Event) => {
    const patience = this.greeted ? SILENCE : GREETED_WITHIN
    const silent = this.socket !== null && Date.now() - this.heardAt > patience
    const waiting = this.socket === null && reason !== undefined && !document.hidden
    if (silent || (waiting && this.attempt > 0)) this.wake()
  }
}
