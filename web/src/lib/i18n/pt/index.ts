import type { Inside } from '../en'
import { analytics } from './analytics'
import { audit } from './audit'
import { calendar } from './calendar'
import { files } from './files'
import { messages } from './messages'
import { offline } from './offline'
import { own } from './own'
import { palette } from './palette'
import { payments } from './payments'
import { people } from './people'
import { staff } from './staff'
import { team } from './team'
import { webhooks } from './webhooks'

export const inside: Inside = {
  audit,
  analytics,
  calendar,
  files,
  messages,
  own,
  offline,
  palette,
  payments,
  people,
  staff,
  team,
  webhooks,
}
