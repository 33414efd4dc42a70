import { brandOf, variablesOf } from './brand-colors'

/** A page in a clinic's colour. Without one it keeps ours. */
export function Branded({ color }: { color: string | null | undefined }) {
  if (!color) return null
  const lines = Object.entries(variablesOf(brandOf(color))).map(
    ([name, value]) => `${name}:${value}`,
  )
  // Three times, because Mantine's own variables are said of `:root` with its scheme.
  return <style>{`:root:root:root{${lines.join(';')}}`}</style>
}
