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
  if (held.seen !== name) {
    const elsewhere = !differ(held.base, told) && { version }
    hold(touched && differ(held.draft, told) ? { ...held, ...elsewhere, seen: name } : follow)
  }
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

/**
 * The same for a form that keeps what is typed itself: it begins with `base`, whose version is its
 * key, and says by `touch` that something is typed. `version` is what it may be saved over.
 * `content` is what of a record the form is about; what else of it changes is no news.
 */
export function useBegunOn<Told extends { version: number }>(
  told: Told,
  content: (told: Told) => unknown,
) {
  const follow = { base: told, seen: told, touched: false }
  const [held, hold] = useState(follow)
  const { base, seen, touched } = held
  const newer = told.version > seen.version
  const elsewhere = !differ(content(told), content(seen))
  if (newer && !touched) hold(follow)
  else if (newer && elsewhere) hold({ ...held, seen: told })
  return {
    base,
    version: seen.version,
    behind: newer && touched && !elsewhere,
    touch: () => {
      if (!touched) hold({ ...held, touched: true })
    },
    drop: () => hold(follow),
    insist: () => hold({ ...held, seen: told }),
    saved: (now: Told) => hold({ base: now, seen: now, touched: false }),
  }
}
