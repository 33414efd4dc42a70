import type { Page } from '@playwright/test'
import type { Desk, Slug } from '../desk'

export type State = 'empty' | 'loading' | 'error'

/** What a screen may need before it can be opened. */
export type Setting = { page: Page; desk: (slug: Slug, who?: string) => Promise<Desk> }

export type Screen = {
  name: string
  /** As the router knows it. */
  route: string
  /** Who is signed in; nobody, where it is left out. */
  who?: 'patient' | 'reception' | 'manager' | 'admin'
  /** Brightside, where it is left out. */
  clinic?: Slug
  /** The route, where it is left out. */
  path?: string | ((setting: Setting) => Promise<string>)
  /** From the address to the screen, where that is not all. */
  reach?: (page: Page) => Promise<void>
  /** A word that is there when the screen is: of its heading, unless it says of what. */
  shows?: RegExp
  /** What stands at the top of the picture where the page is longer than the window. */
  from?: string
  /** The addresses whose answers fill it. When they are slow, fail or hold nothing, it says so. */
  asks?: RegExp
  /** Where there really is nothing: an answer without its items would contradict itself. */
  emptyAt?: string
  /** Those of its states that there are; all three, where it asks for something. */
  states?: readonly State[]
}

/** What never holds nothing, such as settings, or one visit. */
export const NEVER_EMPTY: readonly State[] = ['loading', 'error']
