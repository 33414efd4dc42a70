import type { Catalogue } from './en'

/** A form for a number is no word of its own: `hours_one` and `hours_other` are asked for as `hours`. */
type Asked<Name extends string> = Name extends `${infer Word}_${'zero' | 'one' | 'other'}`
  ? Word
  : Name

type Keys<Words> = {
  [Name in keyof Words & string]: Words[Name] extends string
    ? Asked<Name>
    : `${Name}.${Keys<Words[Name]>}`
}[keyof Words & string]

export type Key = Keys<Catalogue>

/** What goes into the blanks of a text; `count` also chooses its form. */
type Blanks = { count?: number; [blank: string]: string | number | null | undefined }

export type T = ((key: Key, blanks?: Blanks) => string) & {
  /** Whether there is such a word, for what the server names. */
  knows: (key: string) => key is Key
}

export type Words = { readonly [name: string]: string | Words }

function find(words: Words, key: string): string | undefined {
  let found: string | Words | undefined = words
  for (const name of key.split('.')) found = typeof found === 'object' ? found[name] : undefined
  return typeof found === 'string' ? found : undefined
}

function formOf(words: Words, key: string, count: number, rules: Intl.PluralRules) {
  return (
    (count === 0 ? find(words, `${key}_zero`) : undefined) ??
    find(words, `${key}_${rules.select(count)}`) ??
    find(words, `${key}_other`)
  )
}

const fill = (text: string, blanks: Blanks) =>
  text.replace(/{{(\w+)}}/g, (_blank, name: string) => String(blanks[name] ?? ''))

/** A word that is missing is a mistake of ours: told while we work, and no reason for a blank page. */
function missing(key: string): string {
  if (import.meta.env.PROD) return key
  throw new Error(`The catalogue has no “${key}”, or its part has not been learnt.`)
}

/** The words of one language. What is added to `words` later is found as well. */
export function translator(words: Words, language: string): T {
  const rules = new Intl.PluralRules(language)
  const t = (key: Key, blanks: Blanks = {}) => {
    const { count } = blanks
    const counted = count === undefined ? undefined : formOf(words, key, count, rules)
    const text = counted ?? find(words, key) ?? missing(key)
    return fill(text, blanks)
  }
  return Object.assign(t, { knows: (key: string): key is Key => find(words, key) !== undefined })
}
