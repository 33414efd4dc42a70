import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'

type Fault = 'midway' | 'answer'

const SOME = 64 * 1024

/** The line between a browser and the server, which can be cut where a test wants it. */
export class Cable {
  private readonly faults: Fault[] = []
  private readonly renewed = new Set<string>()
  private readonly server = createServer((asked, answer) => this.carry(asked, answer))

  static async lay(): Promise<Cable> {
    const cable = new Cable()
    cable.server.on('connect', (asked: IncomingMessage, socket: Duplex) => tunnel(asked, socket))
    await new Promise<void>((done) => cable.server.listen(0, '127.0.0.1', done))
    return cable
  }

  /** For a context's `proxy`: even this machine's own addresses are reached through it. */
  get proxy() {
    const { port } = this.server.address() as AddressInfo
    return { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' }
  }

  /** The next upload breaks on its way there, or its answer on the way back. */
  cut(fault: Fault): void {
    this.faults.push(fault)
  }

  /** From now on the script at that address is another one, though it does the same. */
  renew(path: string): void {
    this.renewed.add(path)
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((done) => this.server.close(done))
  }

  private carry(asked: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(asked.url ?? '')
    const uploading = asked.method === 'POST' && url.pathname === '/api/upload'
    const fault = uploading ? this.faults.shift() : undefined
    const { method, headers } = asked
    // On a connection used before, a browser repeats a request by itself, and no page sees the cut.
    answer.shouldKeepAlive = false
    const newer = this.renewed.has(url.pathname)
    if (newer) for (const name of ['accept-encoding', 'if-none-match']) delete headers[name]
    const onward = request(url, { method, headers }, (told) => {
      if (newer) return void answerNewer(told, answer)
      if (fault === 'answer') told.resume().on('end', () => asked.socket.destroy())
      else
        told.pipe(
          answer.writeHead(told.statusCode ?? 502, { ...told.headers, connection: 'close' }),
        )
    })
    onward.on('error', () => answer.destroy())
    let carried = 0
    asked.on('data', ({ length }: Buffer) => {
      carried += length
      if (fault !== 'midway' || carried < SOME) return
      onward.destroy()
      asked.socket.destroy()
    })
    asked.pipe(onward)
  }
}

function tunnel(asked: IncomingMessage, socket: Duplex): void {
  const { hostname, port } = new URL(`http://${asked.url}`)
  const onward = connect(Number(port), hostname, () => {
    socket.write('HTTP/1.1 200 Connected\r\n\r\n')
    onward.pipe(socket).pipe(onward)
  })
  onward.on('error', () => socket.destroy())
  socket.on('error', () => onward.destroy())
}

async function answerNewer(told: IncomingMessage, answer: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of told) parts.push(part)
  const { etag: _, 'content-length': __, ...headers } = told.headers
  answer.writeHead(told.statusCode ?? 502, { ...headers, connection: 'close' })
  answer.end(`${Buffer.concat(parts)}\n// newer`)
}
