export type Difference = {
  kind: 'relative' | 'points' | 'new'
  value: number
  tone: 'good' | 'bad' | 'neutral'
}

/** Too small to be told from what it was. */
const SAME = 0.0005

/** What changed: rates in points, everything else as a share of what was before. */
export function difference(
  now: number | null,
  then: number | null,
  good: 'up' | 'down' | 'neither',
  isRate: boolean,
): Difference {
  if (now === null || then === null || (!isRate && then === 0))
    return now
      ? { kind: 'new', value: 1, tone: 'neutral' }
      : { kind: 'relative', value: 0, tone: 'neutral' }
  const exact = isRate ? now - then : (now - then) / then
  const value = Math.abs(exact) < SAME ? 0 : exact
  const kind = isRate ? 'points' : 'relative'
  if (value === 0 || good === 'neither') return { kind, value, tone: 'neutral' }
  return { kind, value, tone: value > 0 === (good === 'up') ? 'good' : 'bad' }
}
