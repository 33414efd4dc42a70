import { useState } from 'react'

const differ = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other)

/**
 * What is typed, beside what the server tells. Nothing typed: the form follows what a colleague
 * saves. Something typed: it stays, and `behind` says that it was begun on an older version.
 */
export function useDraftOf<Content>(told: Content, version: number) {
  const name = JSON.stringify([version, told])
  const follow = { seen: name, version, base: told, draft: told }
  const [held, hold] = useState(follow)
  const touched = differ(held.draft, held.base)
  if (held.seen !== name)
    hold(touched && differ(held.draft, told) ? { ...held, seen: name } : follow)
  return {
    draft: held.draft,
    version: held.version,
    touched,
    behind: touched && held.version !== version && differ(held.draft, told),
    change: (some: Partial<Content>) =>
      hold((now) => ({ ...now, draft: { ...now.draft, ...some } })),
    /** Back to what the server told last. */
    drop: () => hold(follow),
    /** The typed goes over what a colleague saved. */
    insist: () => hold({ ...held, version, base: told }),
    saved: (now: Content, newer: number) =>
      hold({ seen: held.seen, version: newer, base: now, draft: now }),
  }
}
