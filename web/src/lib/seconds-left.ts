import { useEffect, useState } from 'react'

const leftUntil = (until: number) => Math.max(0, Math.ceil((until - Date.now()) / 1000))

/** Counts down to an instant of this device's clock. */
export function useSecondsLeft(until: number): number {
  const [seconds, set] = useState(() => leftUntil(until))
  useEffect(() => {
    set(leftUntil(until))
    const timer = setInterval(() => set(leftUntil(until)), 1000)
    return () => clearInterval(timer)
  }, [until])
  return seconds
}

export const clockOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

const spoken = [10, 5, 2, 1]

/** Only a few moments are spoken; a ticking reader helps nobody. */
export const spokenMinutes = (seconds: number): number =>
  spoken.findLast((minutes) => seconds <= minutes * 60) ?? 10
