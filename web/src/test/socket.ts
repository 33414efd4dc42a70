/** A WebSocket whose server is the test. */
export class FakeSocket {
  static all: FakeSocket[] = []
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((end: { code: number }) => void) | null = null
  closed = false

  constructor(readonly url: string) {
    FakeSocket.all.push(this)
  }

  close(): void {
    this.closed = true
  }

  say(event: string, seq: number, ids: Record<string, string> = {}): void {
    this.onmessage?.({ data: JSON.stringify({ seq, event, ids }) })
  }

  end(code: number): void {
    this.onclose?.({ code })
  }
}

export function last(): FakeSocket {
  const socket = FakeSocket.all.at(-1)
  if (!socket) throw new Error('Nothing has connected.')
  return socket
}
