import { Menu, UnstyledButton } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import type { User } from '@/features/auth/api'
import { useT } from '@/lib/i18n'
import { MenuLink } from '@/ui/menu-link'
import { type Entry, entriesFor } from './entries'
import classes from './shell.module.css'

const ICON = { size: 21, stroke: 1.7, 'aria-hidden': true } as const

/** What is done now and then, behind one button. */
function Administration({ entries }: { entries: readonly Entry[] }) {
  const t = useT()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const within = entries.some(({ to }) => path.startsWith(to))
  return (
    <Menu
      position="bottom-start"
      radius={14}
      width={230}
      shadow="md"
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <UnstyledButton className={classes.more} data-status={within ? 'active' : undefined}>
          <IconAdjustmentsHorizontal {...ICON} /> <span>{t('staff.nav.administration')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ to, word, icon: Icon }) => (
          <MenuLink
            key={to}
            to={to}
            leftSection={<Icon {...ICON} size={18} />}
            aria-current={path.startsWith(to) ? 'page' : undefined}
          >
            {t(`staff.nav.${word}`)}
          </MenuLink>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Along the top of a desktop, at the thumb of a phone. */
export function Navigation({ user }: { user: User }) {
  const t = useT()
  const { everyday, administration } = entriesFor(user)
  return (
    <nav className={classes.nav} aria-label={t('staff.nav.label')}>
      {everyday.map(({ to, word, icon: Icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/staff', includeSearch: false }}>
          <Icon {...ICON} /> <span>{t(`staff.nav.${word}`)}</span>
        </Link>
      ))}
      {administration.length > 0 && <Administration entries={administration} />}
    </nav>
  )
}
