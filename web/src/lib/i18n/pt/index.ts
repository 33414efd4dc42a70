import type { Catalogue } from '../en'
import { auth } from './auth'
import { booking } from './booking'
import { common } from './common'
import { landing } from './landing'
import { portal } from './portal'
import { staff } from './staff'
import { team } from './team'

export const pt: Catalogue = { ...common, auth, booking, landing, portal, staff, team }
