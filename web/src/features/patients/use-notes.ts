import { useDebouncedCallback } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, ask } from '@/api/client'
import { changes } from '@/api/touched'
import { hasCode } from '@/lib/errors'
import { intend } from '@/lib/intents'
import { put } from '@/lib/tell'
import { told } from '@/lib/versions'
import { patient as one, type Patient } from './api'

type Base = Pick<Patient, 'notes' | 'version'>

/** A breath after the last letter. */
const PAUSE = 900

const write = (id: string, notes: string, expected_version: number) => {
  const body = { notes, expected_version: told(expected_version) }
  return intend(`note ${id}`, body, (headers) =>
    ask(
      api.PATCH('/api/patients/{patient_id}', {
        params: { path: { patient_id: id } },
        body,
        headers,
      }),
    ),
  )
}

function currentOf(error: unknown): Patient | null {
  if (!hasCode(error, 'version_conflict')) return null
  return (error.problem.current as unknown as Patient | undefined) ?? null
}

/** Over what was read; a version that is newer for another reason than the notes is no conflict. */
async function writeOver(id: string, text: string, base: Base): Promise<Patient> {
  try {
    return await write(id, text, base.version)
  } catch (error) {
    const now = currentOf(error)
    if (now?.notes !== base.notes) throw error
    return write(id, text, now.version)
  }
}

function useSave(id: string, base: { current: Base }, onConflict: (theirs: Patient) => void) {
  const client = useQueryClient()
  return useMutation({
    // One after the other, each over what the one before has left.
    scope: { id: `notes of ${id}` },
    mutationFn: (text: string) => writeOver(id, text, base.current),
    onSuccess: (now) => {
      base.current = now
      put(client, one(id).queryKey, now)
    },
    onError: (error) => {
      const theirs = currentOf(error)
      if (theirs) onConflict(theirs)
    },
    meta: changes('patients.note'),
  })
}

/**
 * What is typed is there at once and saves itself. Where a colleague wrote meanwhile, nothing is
 * written over: there are two texts until somebody chooses.
 */
export function useNotes(patient: Patient) {
  const [draft, setDraft] = useState<string | null>(null)
  const [theirs, setTheirs] = useState<Patient | null>(null)
  const base = useRef<Base>(patient)
  const save = useSave(patient.id, base, setTheirs)
  const later = useDebouncedCallback((text: string) => save.mutate(text), {
    delay: PAUSE,
    flushOnUnmount: true,
  })
  const text = draft ?? patient.notes
  const settle = (chosen: string) => {
    if (theirs) base.current = theirs
    setTheirs(null)
    setDraft(chosen)
    if (chosen.trim() !== theirs?.notes) save.mutate(chosen)
    else save.reset()
  }
  const type = (typed: string) => {
    if (draft === null) base.current = patient
    setDraft(typed)
    if (!theirs) later(typed)
  }
  const leave = () => {
    later.flush()
    // On record now, so what colleagues write from here on is shown.
    if (save.isSuccess && !theirs && text.trim() === base.current.notes) setDraft(null)
  }
  const saved = save.isSuccess && text.trim() === save.data.notes
  const state = save.isPending ? 'saving' : saved ? 'saved' : draft === null ? 'still' : 'unsaved'
  return {
    text,
    theirs,
    type,
    leave,
    settle,
    again: () => save.mutate(text),
    error: theirs ? null : save.error,
    state,
  } as const
}
