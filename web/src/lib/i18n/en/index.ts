import { analytics } from './analytics'
import { audit } from './audit'
import { auth } from './auth'
import { booking } from './booking'
import { calendar } from './calendar'
import { common } from './common'
import { files } from './files'
import { landing } from './landing'
import { messages } from './messages'
import { payments } from './payments'
import { portal } from './portal'
import { staff } from './staff'
import { team } from './team'
import { webhooks } from './webhooks'

export const en = {
  ...common,
  audit,
  analytics,
  auth,
  booking,
  calendar,
  files,
  landing,
  messages,
  payments,
  portal,
  staff,
  team,
  webhooks,
}

/** What every other language must have, word for word. */
export type Catalogue = typeof en
