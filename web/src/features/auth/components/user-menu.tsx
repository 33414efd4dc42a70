import { Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconLogout } from '@tabler/icons-react'
import { languages, useLanguage, useLanguageStore, useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { askFirst } from '@/lib/unsent'
import { Face } from '@/ui/face'
import { notifyFailed } from '@/ui/notify'
import { schemes } from '@/ui/toggles'
import { type User, useSignOut } from '../api'

type ChoiceProps = { label: string; chosen: boolean; lang?: string; onChoose: () => void }

/** One of a few, with a tick at the one that holds. The menu stays open: it shows what became of it. */
function Choice({ label, chosen, lang, onChoose }: ChoiceProps) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      closeMenuOnClick={false}
      lang={lang}
      rightSection={chosen && <IconCheck size={16} aria-hidden />}
      onClick={onChoose}
    >
      {label}
    </Menu.Item>
  )
}

/** How the screen speaks and looks to whoever is signed in. */
function Tastes() {
  const t = useT()
  const language = useLanguage()
  const speak = useLanguageStore((state) => state.choose)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{t('app.language')}</Menu.Label>
      {languages.map((each) => (
        <Choice
          key={each}
          lang={each}
          label={t(`app.languages.${each}`)}
          chosen={each === language}
          onChoose={() => speak(each)}
        />
      ))}
      <Menu.Label>{t('app.theme.label')}</Menu.Label>
      {schemes.map((each) => (
        <Choice
          key={each}
          label={t(`app.theme.${each}`)}
          chosen={each === colorScheme}
          onChoose={() => setColorScheme(each)}
        />
      ))}
    </>
  )
}

/** Who I am here, how it speaks and looks, and the way out. */
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
        <Menu.Divider />
        <Tastes />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} aria-hidden />} onClick={leave}>
          {t('app.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
