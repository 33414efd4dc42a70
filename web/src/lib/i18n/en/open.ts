import { auth } from './auth'
import { booking } from './booking'
import { common } from './common'
import { fields } from './fields'
import { terms } from './terms'

/** What strangers read. The first load of the booking page brings it along: what is not needed there stays out. */
export const open = { ...common, auth, booking, fields, terms }
