import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import type { Schema } from '@/api/client'

export type Slot = Schema['Slot']
export type Hold = {
  id: string
  /** Which service, provider and start it keeps. */
  keeps: string
  /** On this device's clock. */
  until: number
}
export type Person = { name: string; email: string; phone: string }

type Draft = {
  slot: Slot | null
  hold: Hold | null
  person: Person
  notes: string
  pick: (slot: Slot | null) => void
  keep: (hold: Hold | null) => void
  describe: (person: Person) => void
  note: (notes: string) => void
  forget: () => void
}

const nobody: Person = { name: '', email: '', phone: '' }
const nothing = { slot: null, hold: null, person: nobody, notes: '' }

/**
 * What is not yet on the server, or only this browser may know. The hold and its time outlive a
 * reload of the tab; who the patient is does not.
 */
export const useDraft = create<Draft>()(
  persist(
    (set) => ({
      ...nothing,
      pick: (slot) => set({ slot }),
      keep: (hold) => set({ hold }),
      describe: (person) => set({ person }),
      note: (notes) => set({ notes }),
      forget: () => set(nothing),
    }),
    {
      name: 'topsmile.hold',
      storage: createJSONStorage(() => sessionStorage),
      partialize: ({ slot, hold }) => ({ slot, hold }),
    },
  ),
)
