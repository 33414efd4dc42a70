import type { Kind, Rules } from './api'

export const KINDS = [
  'photo',
  'x_ray',
  'document',
  'consent',
  'insurance_card',
] as const satisfies readonly Kind[]

/** What the names of files say in our two languages. */
const hints: readonly (readonly [RegExp, Kind])[] = [
  [/x[\s_-]?ray|radiogra|raio[\s_-]?x|\brx\b|panor[aâ]m|bitewing|periapical/i, 'x_ray'],
  [/consent|autoriza|termo/i, 'consent'],
  [/insur|insurance|conv[eê]nio|carteir|plano/i, 'insurance_card'],
]

type Named = { name: string; type: string }

const endingOf = (name: string) => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** By its type where the browser knows one, else by its name; the server looks at the content. */
export function fits(file: Named, kind: Kind, rules: Rules): boolean {
  const rule = rules.kinds.find((each) => each.kind === kind)
  if (!rule) return false
  if (file.type && rule.accepts.includes(file.type)) return true
  const ending = endingOf(file.name)
  return rule.extensions.some((each) => each.replace(/^\./, '') === ending)
}

/** A good guess for what nobody has said: by the name, then the first kind that takes its type. */
export function guessKind(file: Named, rules: Rules): Kind {
  const hinted = hints.find(([words, kind]) => words.test(file.name) && fits(file, kind, rules))
  if (hinted) return hinted[1]
  return (['photo', 'document'] as const).find((kind) => fits(file, kind, rules)) ?? 'document'
}
