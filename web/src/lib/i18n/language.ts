import { create } from 'zustand'
import { recall, remember } from '../storage'

export const languages = ['pt-BR', 'en'] as const
export type Language = (typeof languages)[number]

const KEY = 'topsmile.language'

type State = {
  /** What the person asked for; nothing overrules it. */
  chosen: Language | null
  /** The locale of the clinic whose page this is, such as `en-GB`. */
  clinicLocale: string | null
  choose: (language: Language) => void
  enter: (clinicLocale: string) => void
}

function nearest(locale: string): Language {
  return locale.toLowerCase().startsWith('pt') ? 'pt-BR' : 'en'
}

const remembered = languages.find((known) => known === recall(KEY)) ?? null

export const useLanguageStore = create<State>()((set) => ({
  chosen: remembered,
  clinicLocale: null,
  choose: (chosen) => {
    remember(KEY, chosen)
    set({ chosen })
  },
  enter: (clinicLocale) => set({ clinicLocale }),
}))

export function languageOf({ chosen, clinicLocale }: Pick<State, 'chosen' | 'clinicLocale'>) {
  return chosen ?? nearest(clinicLocale ?? navigator.language)
}

/** How dates and money are written: the clinic's way, where it speaks the same language. */
export function localeOf(state: Pick<State, 'chosen' | 'clinicLocale'>): string {
  const language = languageOf(state)
  const { clinicLocale } = state
  if (clinicLocale && nearest(clinicLocale) === language) return clinicLocale
  return language === 'en' ? 'en-GB' : language
}

export const useLanguage = () => useLanguageStore(languageOf)
export const useLocale = () => useLanguageStore(localeOf)
