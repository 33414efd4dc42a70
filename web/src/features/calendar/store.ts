import { create } from 'zustand'
import type { Target, Visit } from './geometry'

type Moving = { visit: Visit; target: Target; by: 'pointer' | 'keys' }

type Board = {
  /** The visit that is being moved, and where it would land. */
  moving: Moving | null
  /** On a phone, the one provider who is shown. */
  provider: string | null
  lift: (moving: Moving) => void
  aim: (target: Target) => void
  drop: () => void
  show: (provider: string) => void
}

const differ = (one: Target, other: Target) =>
  one.column !== other.column || one.minute !== other.minute

export const useBoard = create<Board>()((set) => ({
  moving: null,
  provider: null,
  lift: (moving) => set({ moving }),
  aim: (target) =>
    set(({ moving }) =>
      moving && differ(moving.target, target) ? { moving: { ...moving, target } } : {},
    ),
  drop: () => set({ moving: null }),
  show: (provider) => set({ provider }),
}))
