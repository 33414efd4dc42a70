import { NetworkError } from '@/lib/errors'
import { offline } from '@/lib/offline'
import type { Line } from './line'
import type { Shelf } from './replay'

const NAME = 'topsmile.outbox'

/** One after the other, in whichever tab. */
export function inTurn<T>(name: string, act: () => Promise<T>): Promise<T> {
  return navigator.locks.request(`${NAME}.${name}`, act) as Promise<T>
}

/** The line as it lies in the sealed store, where every tab of this person finds the same. */
export async function openShelf(onChange: (line: Line) => void) {
  const { read, write } = await offline()
  const channel = new BroadcastChannel(NAME)
  const load = async (): Promise<Line> => (await read<Line>('outbox')) ?? []
  const look = () => inTurn('line', async () => onChange(await load()))
  channel.onmessage = () => void look().catch(() => undefined)
  const change: Shelf['change'] = (make) =>
    inTurn('line', async () => {
      const before = await load()
      const line = make(before)
      if (line === before) return before
      if (!(await write('outbox', line))) throw new NetworkError('Nothing can be kept here.')
      onChange(line)
      channel.postMessage('changed')
      return line
    })
  return { load, change, look, close: () => channel.close() }
}
