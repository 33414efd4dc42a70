import type { Open } from '../en'
import { auth } from './auth'
import { booking } from './booking'
import { common } from './common'
import { fields } from './fields'
import { terms } from './terms'

export const open: Open = { ...common, auth, booking, fields, terms }
