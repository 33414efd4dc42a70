import i18next, { type TFunction } from 'i18next'
import { useSyncExternalStore } from 'react'
import type { Catalogue } from './en'
import { type Language, languageOf, useLanguageStore } from './language'

export { languages, useLanguage, useLanguageStore, useLocale } from './language'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Catalogue }
  }
}

export type T = TFunction

const load: Record<Language, () => Promise<Catalogue>> = {
  en: () => import('./en').then((m) => m.en),
  'pt-BR': () => import('./pt').then((m) => m.pt),
}

async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await load[language]())
  if (languageOf(useLanguageStore.getState()) !== language) return
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

/** Ready before the first render; afterwards it follows the language store. */
export async function startI18n(): Promise<void> {
  await i18next.init({ resources: {}, fallbackLng: false, interpolation: { escapeValue: false } })
  await speak(languageOf(useLanguageStore.getState()))
  useLanguageStore.subscribe((state) => void speak(languageOf(state)))
}

/** A page in the clinic's language, unless the person chose another. */
export async function speakLikeClinic(locale: string): Promise<void> {
  useLanguageStore.getState().enter(locale)
  await speak(languageOf(useLanguageStore.getState()))
}

function subscribe(notify: () => void): () => void {
  i18next.on('languageChanged', notify)
  return () => i18next.off('languageChanged', notify)
}

/** The words of the catalogue. `t` changes with the language, so memoised parts follow it too. */
export function useT(): T {
  return useSyncExternalStore(subscribe, currentT)
}

const fixed = new Map<string, T>()

/** For words outside of components, such as notifications. */
export function currentT(): T {
  const language = i18next.language
  const known = fixed.get(language)
  if (known) return known
  const made = i18next.getFixedT(language)
  fixed.set(language, made)
  return made
}
