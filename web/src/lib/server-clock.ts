/** How far the server's clock is ahead of this device's, which may be wrong. */
let ahead = 0
let heard = 0

/** Every answer of the server says what time it is there, to the second. */
export function hearTime(date: string | null): void {
  const there = Date.parse(date ?? '')
  heard = Date.now()
  if (!Number.isNaN(there)) ahead = there - Date.now()
}

/** When it was last there, on this device's clock. */
export const heardAt = (): number => heard

/** An instant of the server, on this device's clock. */
export const here = (instant: string): number => Date.parse(instant) - ahead
