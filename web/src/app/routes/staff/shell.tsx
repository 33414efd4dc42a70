import { Anchor } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.css'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { ClinicClock } from '@/app/parts/clinic-clock'
import { ConflictPanel } from '@/app/parts/conflict-panel'
import { NewVersion } from '@/app/parts/new-version'
import { Connection } from '@/app/parts/outbox/connection'
import { OutboxHost } from '@/app/parts/outbox/host'
import { useDrafts } from '@/app/parts/use-drafts'
import { UserMenu } from '@/features/auth/components/user-menu'
import { useT } from '@/lib/i18n'
import { useLiveUpdates } from '@/lib/realtime'
import { Mark } from '@/ui/logo'
import { Navigation } from './navigation'
import { PaletteHost } from './palette/host'
import classes from './shell.module.css'

const route = getRouteApi('/staff')

/** The clinic's side of the desk. */
export function StaffShell() {
  const t = useT()
  const { user } = route.useRouteContext()
  useLiveUpdates({ user: user.id })
  useDrafts(user)
  return (
    <div className={classes.shell}>
      <Anchor href="#main" className={classes.skip}>
        {t('app.skip')}
      </Anchor>
      <Notifications position="bottom-left" limit={3} className={classes.notes} />
      <header className={classes.bar}>
        <Link to="/staff" className={classes.brand} aria-label={user.clinic.name}>
          <Mark size={34} />
          <span>{user.clinic.name}</span>
        </Link>
        <Navigation user={user} />
        <div className={classes.tools}>
          <Connection />
          <PaletteHost user={user} />
          <UserMenu user={user} />
        </div>
      </header>
      <ClinicClock zone={user.clinic.timezone} />
      <main id="main" className={classes.main}>
        <Outlet />
      </main>
      <ConflictPanel user={user} />
      <OutboxHost user={user} />
      <NewVersion />
    </div>
  )
}
