import { Notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.css'
import { IconCalendarHeart, IconCreditCard, IconFolder, IconUserCircle } from '@tabler/icons-react'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { PublicFrame } from '@/app/frames/public-frame'
import { ClinicClock } from '@/app/parts/clinic-clock'
import { LiveState } from '@/app/parts/live-state'
import { NewVersion } from '@/app/parts/new-version'
import { useDrafts } from '@/app/parts/use-drafts'
import { UserMenu } from '@/features/auth/components/user-menu'
import { useT } from '@/lib/i18n'
import { useLiveUpdates } from '@/lib/realtime'
import classes from './shell.module.css'

const route = getRouteApi('/portal')

const pages = [
  { to: '/portal', word: 'visits', icon: IconCalendarHeart },
  { to: '/portal/files', word: 'files', icon: IconFolder },
  { to: '/portal/payments', word: 'payments', icon: IconCreditCard },
  { to: '/portal/profile', word: 'profile', icon: IconUserCircle },
] as const

/** Under the clinic's name on a desktop, at the thumb of a phone. */
function Pages() {
  const t = useT()
  return (
    <nav className={classes.nav} aria-label={t('own.nav.label')}>
      {pages.map(({ to, word, icon: Icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/portal', includeSearch: false }}>
          <Icon size={21} stroke={1.7} aria-hidden /> <span>{t(`own.nav.${word}`)}</span>
        </Link>
      ))}
    </nav>
  )
}

/** The patient's side of the desk. */
export function PortalShell() {
  const { user } = route.useRouteContext()
  useLiveUpdates({ user: user.id })
  useDrafts(user)
  return (
    <PublicFrame title={user.clinic.name} actions={<LiveState />} menu={<UserMenu user={user} />}>
      <Notifications position="bottom-center" className={classes.notes} />
      <div className={classes.page}>
        <Pages />
        <ClinicClock zone={user.clinic.timezone} />
        <Outlet />
      </div>
      <NewVersion />
    </PublicFrame>
  )
}
