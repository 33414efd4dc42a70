import { forTheDesk } from './desk'
import { forTheOffice } from './office'
import { forPatients } from './portal'
import { forEverybody } from './public'
import type { Screen } from './screen'

/** Every screen there is, one line each, in the order in which people meet them. */
export const screens: readonly Screen[] = [
  ...forEverybody,
  ...forPatients,
  ...forTheDesk,
  ...forTheOffice,
]
