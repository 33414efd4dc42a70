import { create } from 'zustand'
import type { Schema } from '@/api/client'
import { ApiError } from '@/lib/errors'
import type { Wall } from '@/lib/wall'
import type { Appointment } from './cache'
import type { Action } from './transitions'
import { visitIn, type Wish } from './wish'

const codes = ['slot_taken', 'patient_busy', 'version_conflict', 'cannot_become'] as const
export type ConflictCode = (typeof codes)[number]

type Named = { id: string; name: string }
type Place = { starts_local: Wall; provider: Named }

/** What a person meant to do, and to whom; where to, if it was about a time. */
export type Wanted = { act: 'book' | 'reschedule' | Action; patient: string; at?: Place }

/** A visit as it is on the server. */
export type Standing = Place & Pick<Appointment, 'id' | 'patient' | 'service' | 'status'>

/** A time that could be taken instead. */
export type Free = Place & { starts_at: string }

/** Why the server did not do it, where that is because somebody else was there before. */
export function conflictOf(error: unknown): ConflictCode | undefined {
  return error instanceof ApiError ? codes.find((code) => code === error.code) : undefined
}

/** The times the server offers instead, with the names of who has them. */
export const freeTimes = (slots: readonly Schema['Slot'][], people: readonly Named[]): Free[] =>
  slots.flatMap(({ starts_at, starts_local, provider_id }) => {
    const provider = people.find(({ id }) => id === provider_id)
    return provider ? [{ starts_at, starts_local, provider }] : []
  })

export type Refused = {
  code: ConflictCode
  wish: Wish
  alternatives: readonly Schema['Slot'][]
  /** The visit itself, if it had changed meanwhile. */
  current: Appointment | undefined
}

export const visitOf = ({ wish }: Refused): Appointment => visitIn(wish)

type Conflicts = {
  refused: Refused | null
  raise: (error: unknown, wish: Wish) => boolean
  /** What was refused of this visit is decided. */
  settle: (visit: string) => void
  forget: () => void
}

/** The one refusal that waits for a decision. A newer one takes its place. */
export const useConflicts = create<Conflicts>()((set) => ({
  refused: null,
  raise: (error, wish) => {
    const code = conflictOf(error)
    if (!code || !(error instanceof ApiError)) return false
    const { alternatives = [], current } = error.problem
    set({ refused: { code, wish, alternatives, current } })
    return true
  },
  settle: (visit) =>
    set(({ refused }) => (refused && visitOf(refused).id === visit ? { refused: null } : {})),
  forget: () => set({ refused: null }),
}))
