import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Schema } from '@/api/client'
import { here } from '@/lib/server-clock'
import { type Dues, paymentsOf } from './api'
import { type Standing, standingOf } from './paying'

/** Word of a payment comes by itself; this is for when the socket is silent. */
const POLL = 4_000

/** Whether an instant of this device's clock has passed. */
export function useLate(at: number | null): boolean {
  const [late, set] = useState(() => at !== null && Date.now() >= at)
  useEffect(() => {
    set(at !== null && Date.now() >= at)
    if (at === null) return
    const timer = setTimeout(() => set(true), Math.max(0, at - Date.now()))
    return () => clearTimeout(timer)
  }, [at])
  return late
}

type Visit = Pick<Schema['Appointment'], 'id' | 'status' | 'pay_by'>

export function useStanding(visit: Visit, owed: Dues | undefined) {
  const { data, error, refetch } = useInfiniteQuery({
    ...paymentsOf({ appointment_id: visit.id }),
    refetchInterval: POLL,
  })
  const [deadline] = useState(() => (visit.pay_by ? here(visit.pay_by) : null))
  const late = useLate(deadline)
  const standing: Standing | null = owed && data ? standingOf(visit, owed, data, late) : null
  return { standing, error: data ? null : error, refetch }
}
