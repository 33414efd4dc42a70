import { Menu, Text, UnstyledButton } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { askFirst } from '@/lib/unsent'
import { Face } from '@/ui/face'
import { notifyFailed } from '@/ui/notify'
import { type User, useSignOut } from '../api'

/** Who I am here, and the way out. */
export function UserMenu({ user }: { user: User }) {
  const t = useT()
  const signOut = useSignOut()
  const leave = () =>
    askFirst(() =>
      signOut.mutate(undefined, { onError: (error) => notifyFailed(sentence(error, t)) }),
    )
  return (
    <Menu position="bottom-end" radius={14} width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={t('app.account', { name: user.name })} p={2}>
          <Face name={user.name} size={38} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={650} c="var(--ts-ink)" size="sm">
            {user.name}
          </Text>
          {t(`role.${user.role}`)} · {user.clinic.name}
        </Menu.Label>
        <Menu.Item leftSection={<IconLogout size={17} aria-hidden />} onClick={leave}>
          {t('app.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
