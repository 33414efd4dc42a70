import type { Kind, Rules } from './api'
import { fits } from './kinds'

/** What the server would refuse anyway, by the server's own codes. */
export type Refusal = 'empty' | 'too_large' | 'wrong_type'

/** From here on the bytes go straight to the storage, where there is one that takes them. */
const DIRECT_FROM = 16 * 1024 * 1024

export const goesDirect = (size: number, rules: Rules): boolean =>
  rules.direct && size > DIRECT_FROM

export function limitFor(kind: Kind, rules: Rules): number {
  const limit = rules.kinds.find((each) => each.kind === kind)?.max_bytes ?? 0
  return rules.direct ? Math.max(limit, rules.max_direct_bytes) : limit
}

type Candidate = Pick<File, 'name' | 'type' | 'size'>

/** Said before a single byte is sent. */
export function refusalOf(file: Candidate, kind: Kind, rules: Rules): Refusal | null {
  if (file.size === 0) return 'empty'
  if (!fits(file, kind, rules)) return 'wrong_type'
  return file.size > limitFor(kind, rules) ? 'too_large' : null
}
