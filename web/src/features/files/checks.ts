import type { Kind, Rules } from './api'
import { fits } from './kinds'

/** What the server would refuse anyway, by the server's own codes. */
export type Refusal = 'empty' | 'too_large' | 'wrong_type'

/** From here on the bytes go straight to the storage, where there is one that takes them. */
const DIRECT_FROM = 16 * 1024 * 1024

/** And whatever is too large to go through the server. */
export function goesDirect(size: number, kind: Kind, rules: Rules): boolean {
  const rule = rules.kinds.find((each) => each.kind === kind)
  if (!rule || size > rule.max_direct_bytes) return false
  return size > Math.min(DIRECT_FROM, rule.max_bytes)
}

export function limitFor(kind: Kind, rules: Rules): number {
  const rule = rules.kinds.find((each) => each.kind === kind)
  return Math.max(rule?.max_bytes ?? 0, rule?.max_direct_bytes ?? 0)
}

type Candidate = Pick<File, 'name' | 'type' | 'size'>

/** Said before a single byte is sent. */
export function refusalOf(file: Candidate, kind: Kind, rules: Rules): Refusal | null {
  if (file.size === 0) return 'empty'
  if (!fits(file, kind, rules)) return 'wrong_type'
  return file.size > limitFor(kind, rules) ? 'too_large' : null
}
