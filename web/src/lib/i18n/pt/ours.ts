import type { Ours } from '../en'
import { clinic } from './clinic'
import { landing } from './landing'
import { portal } from './portal'

export const ours: Ours = { clinic, landing, portal }
