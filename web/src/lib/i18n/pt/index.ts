import type { Inside } from '../en'
import { analytics } from './analytics'
import { audit } from './audit'
import { calendar } from './calendar'
import { files } from './files'
import { messages } from './messages'
import { offline } from './offline'
import { own } from './own'
import { payments } from './payments'
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
  payments,
  staff,
  team,
  webhooks,
}
