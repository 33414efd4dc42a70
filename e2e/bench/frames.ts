/** What a Chromium trace says of the page's main thread, in milliseconds. */

type Event = {
  name: string
  ph: string
  ts: number
  dur?: number
  /** Without the time in which the machine did something else. */
  tdur?: number
  pid: number
  tid: number
  args?: { name?: string }
}

export type Figures = {
  frames: number
  p50: number
  p95: number
  longest: number
  /** Tasks of the main thread, painting and all else included. */
  longestTask: number
  tasksOver50: number
  /** The same by the clock on the wall, in which others on this machine take part. */
  wall: { p95: number; longestTask: number; tasksOver50: number }
}

const SCRIPT = [
  'EvaluateScript',
  'v8.compile',
  'FunctionCall',
  'EventDispatch',
  'TimerFire',
  'FireAnimationFrame',
  'FireIdleCallback',
  'RunMicrotasks',
  'MinorGC',
  'MajorGC',
  'V8.GCScavenger',
  'V8.GCFinalizeMC',
  'V8.GCIncrementalMarking',
  'ResizeObserverController::GatherObservations',
]
const LAYOUT = ['UpdateLayoutTree', 'RecalculateStyles', 'Layout', 'PrePaint', 'HitTest']
const counted = new Set([...SCRIPT, ...LAYOUT])

/** The renderer's main thread that had most to do: the page's own. */
function mainThread(events: readonly Event[]): Event[] {
  const named = events.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  )
  const of = ({ pid, tid }: Event) => events.filter((each) => each.pid === pid && each.tid === tid)
  return named.map(of).sort((one, other) => other.length - one.length)[0] ?? []
}

const onWall = ({ dur = 0 }: Event) => dur
const onProcessor = ({ dur = 0, tdur = dur }: Event) => tdur

/** How long at least one of them lasted: they are nested in each other. */
function covered(events: readonly Event[], lengthOf: (event: Event) => number): number {
  let [sum, until] = [0, 0]
  for (const event of events.toSorted((one, other) => one.ts - other.ts)) {
    const end = event.ts + (event.dur ?? 0)
    // What lies within another is in its length already.
    if (end <= until) continue
    sum += lengthOf(event)
    until = end
  }
  return sum / 1000
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0

function measured(events: readonly Event[], lengthOf: (event: Event) => number) {
  const begins = events
    .filter(({ name }) => name === 'BeginMainThreadFrame')
    .map(({ ts }) => ts)
    .sort((one, other) => one - other)
  const work = events.filter(({ name, ph }) => ph === 'X' && counted.has(name))
  const frames = begins
    .slice(0, -1)
    .map((ts, index) => {
      const until = begins[index + 1] ?? ts
      return covered(
        work.filter((event) => event.ts >= ts && event.ts < until),
        lengthOf,
      )
    })
    .sort((one, other) => one - other)
  const tasks = events
    .filter(({ name, ph }) => ph === 'X' && name === 'RunTask')
    .map((task) => lengthOf(task) / 1000)
  return {
    frames: frames.length,
    p50: at(frames, 0.5),
    p95: at(frames, 0.95),
    longest: frames.at(-1) ?? 0,
    longestTask: Math.max(0, ...tasks),
    tasksOver50: tasks.filter((task) => task > 50).length,
  }
}

export function figuresOf(trace: Buffer): Figures {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: Event[] }
  const events = mainThread(traceEvents)
  return { ...measured(events, onProcessor), wall: measured(events, onWall) }
}
