import { useEffect, useState } from 'react'

/** Moves on by itself, often enough for minutes. */
export function useNow(): number {
  const [now, set] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 20_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
