import { clinic } from './clinic'
import { landing } from './landing'
import { portal } from './portal'

/** What stands on our own front page, on a clinic's, and where patients look after their visits. */
export const ours = { clinic, landing, portal }
