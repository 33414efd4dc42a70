import { create } from 'zustand'
import { type Language, languageOf, useLanguageStore } from './language'
import { type T, translator, type Words } from './translate'

export { languages, useLanguage, useLanguageStore, useLocale } from './language'
export type { T } from './translate'

/**
 * `open` is what strangers read; `inside` what only those who are signed in, or pay, come to see;
 * `ours` what stands on the front page, on a clinic's own, and where patients look after visits.
 */
type Part = 'open' | 'inside' | 'ours'

const load: Record<Language, Record<Part, () => Promise<Words>>> = {
  en: {
    open: () => import('./en/open').then((m) => m.open),
    inside: () => import('./en').then((m) => m.inside),
    ours: () => import('./en/ours').then((m) => m.ours),
  },
  'pt-BR': {
    open: () => import('./pt/open').then((m) => m.open),
    inside: () => import('./pt').then((m) => m.inside),
    ours: () => import('./pt/ours').then((m) => m.ours),
  },
}

const parts = new Set<Part>(['open'])
const learnt: Record<Language, Partial<Record<Part, Promise<void>>>> = { en: {}, 'pt-BR': {} }
const words: Record<Language, Record<string, string | Words>> = { en: {}, 'pt-BR': {} }
const translators: Record<Language, T> = {
  en: translator(words.en, 'en'),
  'pt-BR': translator(words['pt-BR'], 'pt-BR'),
}

const useSpoken = create(() => ({ t: translators.en }))

async function fetchPart(language: Language, part: Part): Promise<void> {
  Object.assign(words[language], await load[language][part]())
}

/** Once; a part that could not be fetched is fetched anew by whoever needs it next. */
function learn(language: Language, part: Part): Promise<void> {
  const known = learnt[language]
  known[part] ??= fetchPart(language, part).catch((error) => {
    delete known[part]
    throw error
  })
  return known[part]
}

async function speak(language: Language): Promise<void> {
  await Promise.all([...parts].map((part) => learn(language, part)))
  if (languageOf(useLanguageStore.getState()) !== language) return
  document.documentElement.lang = language
  useSpoken.setState({ t: translators[language] })
}

const speakAsNow = () => speak(languageOf(useLanguageStore.getState()))

/** Ready before the first render; afterwards it follows the language store. */
export async function startI18n(): Promise<void> {
  await speakAsNow()
  useLanguageStore.subscribe(() => void speakAsNow())
}

/** A page in the clinic's language, unless the person chose another. */
export async function speakLikeClinic(locale: string, part: Part = 'open'): Promise<void> {
  parts.add(part)
  useLanguageStore.getState().enter(locale)
  await speakAsNow()
}

/** Before anything is shown that says these words. */
export async function needWords(part: Part): Promise<void> {
  parts.add(part)
  await speakAsNow()
}

/** The words of the catalogue. `t` changes with the language, so memoised parts follow it too. */
export const useT = (): T => useSpoken(({ t }) => t)

/** For words outside of components, such as notifications. */
export const currentT = (): T => useSpoken.getState().t
