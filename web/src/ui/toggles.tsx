import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconLanguage, IconSunMoon } from '@tabler/icons-react'
import { languages, useLanguage, useLanguageStore, useT } from '@/lib/i18n'
import classes from './toggles.module.css'

export function LanguageToggle() {
  const t = useT()
  const language = useLanguage()
  const choose = useLanguageStore((state) => state.choose)
  return (
    <Menu position="bottom-end" radius={14}>
      <Menu.Target>
        <UnstyledButton className={classes.toggle} aria-label={t('app.language')}>
          <IconLanguage size={20} stroke={1.7} aria-hidden />
          <span className={classes.code}>{language.slice(0, 2).toUpperCase()}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((each) => (
          <Menu.Item
            key={each}
            lang={each}
            onClick={() => choose(each)}
            className={each === language ? classes.current : undefined}
          >
            {t(`app.languages.${each}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const schemes = ['light', 'dark', 'auto'] as const

export function ThemeToggle() {
  const t = useT()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Menu position="bottom-end" radius={14}>
      <Menu.Target>
        <UnstyledButton className={classes.toggle} aria-label={t('app.theme.label')}>
          <IconSunMoon size={20} stroke={1.7} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map((each) => (
          <Menu.Item
            key={each}
            onClick={() => setColorScheme(each)}
            className={each === colorScheme ? classes.current : undefined}
          >
            {t(`app.theme.${each}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
