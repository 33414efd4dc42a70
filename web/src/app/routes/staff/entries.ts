import {
  IconAlertTriangle,
  IconBuildingStore,
  IconCalendar,
  IconCash,
  IconChartBar,
  IconClockHour9,
  IconListDetails,
  IconMessage2,
  IconShieldCheck,
  IconStethoscope,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react'
import type { User } from '@/features/auth/api'

const everyday = [
  { to: '/staff/today', word: 'today', icon: IconClockHour9 },
  { to: '/staff', word: 'day', icon: IconCalendar },
  { to: '/staff/patients', word: 'patients', icon: IconUsers },
  { to: '/staff/payments', word: 'payments', icon: IconCash, needs: 'payments.take' },
  { to: '/staff/analytics', word: 'analytics', icon: IconChartBar, needs: 'analytics.read' },
] as const

const administration = [
  { to: '/staff/providers', word: 'providers', icon: IconStethoscope, needs: 'providers.manage' },
  { to: '/staff/services', word: 'services', icon: IconListDetails, needs: 'services.manage' },
  { to: '/staff/settings', word: 'settings', icon: IconBuildingStore, needs: 'settings.manage' },
  { to: '/staff/messages', word: 'messages', icon: IconMessage2, needs: 'messages.manage' },
  { to: '/staff/team', word: 'team', icon: IconUsersGroup, needs: 'staff.manage' },
  { to: '/staff/webhooks', word: 'webhooks', icon: IconWebhook, needs: 'webhooks.manage' },
  { to: '/staff/audit', word: 'audit', icon: IconShieldCheck, needs: 'audit.read' },
  {
    to: '/staff/operations/deliveries',
    word: 'deliveries',
    icon: IconAlertTriangle,
    needs: 'deliveries.manage',
  },
] as const

export type Entry = (typeof everyday | typeof administration)[number]

/** What someone with these permissions finds in the bar, and what behind "Administration". */
export function entriesFor({ permissions }: User) {
  const may = (entry: Entry) => !('needs' in entry) || permissions.includes(entry.needs)
  return { everyday: everyday.filter(may), administration: administration.filter(may) }
}
