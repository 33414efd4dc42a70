import { useEffect, useState } from 'react'

/** Counts down to an instant of this device's clock. */
export function useSecondsLeft(until: number): number {
  const [now, tick] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((until - now) / 1000))
}

export const clockOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

const spoken = [10, 5, 2, 1]

/** Only a few moments are spoken; a ticking reader helps nobody. */
export const spokenMinutes = (seconds: number): number =>
  spoken.findLast((minutes) => seconds <= minutes * 60) ?? 10
