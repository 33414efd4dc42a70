import type { Kind, StoredFile } from './api'
import { KINDS } from './kinds'

export type Grouping = 'kind' | 'visit'
export type Visit = { id: string; label: string }

export type Group = { key: string; kind: Kind | null; visit: Visit | null; files: StoredFile[] }

const byKind = (files: readonly StoredFile[]): Group[] =>
  KINDS.map((kind) => ({
    key: kind,
    kind,
    visit: null,
    files: files.filter((file) => file.kind === kind),
  }))

function byVisit(files: readonly StoredFile[], visits: readonly Visit[]): Group[] {
  const known = new Set(visits.map(({ id }) => id))
  const of = (visit: Visit): Group => ({
    key: visit.id,
    kind: null,
    visit,
    files: files.filter((file) => file.appointment_id === visit.id),
  })
  const rest = files.filter((file) => !file.appointment_id || !known.has(file.appointment_id))
  return [...visits.map(of), { key: 'none', kind: null, visit: null, files: rest }]
}

/** In the order in which people look for them; groups without files are none. */
export function grouped(
  files: readonly StoredFile[],
  by: Grouping,
  visits: readonly Visit[],
): Group[] {
  const groups = by === 'kind' ? byKind(files) : byVisit(files, visits)
  return groups.filter((group) => group.files.length > 0)
}
