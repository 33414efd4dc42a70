import { analytics } from './analytics'
import { audit } from './audit'
import { calendar } from './calendar'
import { dates } from './dates'
import { facts } from './facts'
import { files } from './files'
import { leaving } from './leaving'
import { messages } from './messages'
import { offline } from './offline'
import type { open } from './open'
import type { ours } from './ours'
import { outbox } from './outbox'
import { own } from './own'
import { palette } from './palette'
import { payments } from './payments'
import { people } from './people'
import { practice } from './practice'
import { refusals } from './refusals'
import { staff } from './staff'
import { status } from './status'
import { team } from './team'
import { trail } from './trail'
import { webhooks } from './webhooks'

/** What only those come to see who are signed in, or pay; see `open.ts` for the rest. */
export const inside = {
  audit,
  analytics,
  calendar,
  dates,
  facts,
  files,
  leaving,
  messages,
  own,
  offline,
  outbox,
  palette,
  payments,
  people,
  practice,
  refusals,
  staff,
  status,
  team,
  trail,
  webhooks,
}

export type Open = typeof open
export type Inside = typeof inside
export type Ours = typeof ours

/** What every other language must have, word for word. */
export type Catalogue = Open & Inside & Ours
