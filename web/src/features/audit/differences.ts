export type Facts = { [name: string]: unknown } | null
export type Difference = { name: string; before: string | null; after: string | null }

const written = (value: unknown): string | null => {
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Only what changed, by name; of something new or gone, everything it had. */
export function differences(before: Facts, after: Facts): Difference[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return names
    .map((name) => ({ name, before: written(before?.[name]), after: written(after?.[name]) }))
    .filter((each) => each.before !== each.after)
}
