import { useMantineColorScheme } from '@mantine/core'
import { IconLanguage, IconSunMoon } from '@tabler/icons-react'
import { type ReactNode, type ToggleEvent, useId } from 'react'
import { languages, useLanguage, useLanguageStore, useT } from '@/lib/i18n'
import classes from './toggles.module.css'

type Props<Value extends string> = {
  label: string
  face: ReactNode
  options: readonly { value: Value; label: string; lang?: string }[]
  value: Value
  onChange: (value: Value) => void
}

/** Under the button that opens it, and the chosen one has the focus. */
function unfold({ currentTarget: list, newState }: ToggleEvent<HTMLElement>): void {
  const button = list.previousElementSibling?.getBoundingClientRect()
  if (newState !== 'open' || !button) return
  list.style.top = `${button.bottom + 6}px`
  list.style.right = `${document.documentElement.clientWidth - button.right}px`
  list.querySelector<HTMLInputElement>(':checked')?.focus()
}

/**
 * One of a few, behind a button. The browser's own popover and radio buttons: every first page
 * has these, and a menu of a library would be a sixth of what it weighs.
 */
function Toggle<Value extends string>({ label, face, options, value, onChange }: Props<Value>) {
  const id = useId()
  const fold = () => document.getElementById(id)?.hidePopover()
  return (
    <>
      <button type="button" popoverTarget={id} className={classes.toggle} aria-label={label}>
        {face}
      </button>
      <fieldset id={id} popover="auto" onToggle={unfold} className={classes.list}>
        <legend className={classes.legend}>{label}</legend>
        {options.map((each) => (
          <label key={each.value} lang={each.lang} className={classes.option}>
            <input
              type="radio"
              name={id}
              className={classes.input}
              checked={each.value === value}
              onChange={() => onChange(each.value)}
              onClick={({ detail }) => detail > 0 && fold()}
              onKeyDown={({ key }) => key === 'Enter' && fold()}
            />
            {each.label}
          </label>
        ))}
      </fieldset>
    </>
  )
}

export function LanguageToggle() {
  const t = useT()
  const language = useLanguage()
  const choose = useLanguageStore((state) => state.choose)
  return (
    <Toggle
      label={t('app.language')}
      face={
        <>
          <IconLanguage size={20} stroke={1.7} aria-hidden />
          <span className={classes.code}>{language.slice(0, 2).toUpperCase()}</span>
        </>
      }
      options={languages.map((value) => ({
        value,
        label: t(`app.languages.${value}`),
        lang: value,
      }))}
      value={language}
      onChange={choose}
    />
  )
}

export const schemes = ['light', 'dark', 'auto'] as const

export function ThemeToggle() {
  const t = useT()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Toggle
      label={t('app.theme.label')}
      face={<IconSunMoon size={20} stroke={1.7} aria-hidden />}
      options={schemes.map((value) => ({ value, label: t(`app.theme.${value}`) }))}
      value={colorScheme}
      onChange={setColorScheme}
    />
  )
}
