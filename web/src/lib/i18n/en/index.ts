import { auth } from './auth'
import { booking } from './booking'
import { common } from './common'
import { landing } from './landing'
import { portal } from './portal'
import { staff } from './staff'
import { team } from './team'

export const en = { ...common, auth, booking, landing, portal, staff, team }

/** What every other language must have, word for word. */
export type Catalogue = typeof en
