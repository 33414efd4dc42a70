const PAUSE = 250

type Burst<Item> = { items: Item[]; timer: ReturnType<typeof setTimeout> }

/**
 * A single thing is acted upon at once; what follows within a quarter of a second is gathered, by
 * name, and acted upon together.
 */
export function bursts<Item>(act: (name: string, items: Item[]) => void) {
  const running = new Map<string, Burst<Item>>()
  const rest = (name: string): void => {
    const items = running.get(name)?.items ?? []
    running.delete(name)
    if (items.length > 0) begin(name, items)
  }
  const begin = (name: string, items: Item[]): void => {
    running.set(name, { items: [], timer: setTimeout(rest, PAUSE, name) })
    act(name, items)
  }
  return {
    add(name: string, item: Item): void {
      const burst = running.get(name)
      if (burst) burst.items.push(item)
      else begin(name, [item])
    },
    stop(): void {
      for (const { timer } of running.values()) clearTimeout(timer)
      running.clear()
    },
  }
}
