import {
  Combobox,
  Kbd,
  Loader,
  ModalContent,
  ModalOverlay,
  TextInput,
  useCombobox,
  VisuallyHidden,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { User } from '@/features/auth/api'
import { useT } from '@/lib/i18n'
import { BareDialog } from '@/ui/dialog'
import classes from './palette.module.css'
import { type Command, useCommands } from './use-commands'

function Line({ label, detail, icon, keys }: Command) {
  return (
    <span className={classes.line}>
      <span className={classes.icon}>{icon}</span>
      <span className={classes.label}>{label}</span>
      {detail && <span className={classes.detail}>{detail}</span>}
      {keys && (
        <span className={classes.keys} aria-hidden>
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </span>
  )
}

type Props = { user: User; onClose: () => void }

function Field({ user, onClose }: Props) {
  const t = useT()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 160)
  const { groups, looking } = useCommands(user, typed, q)
  const all = groups.flatMap(({ commands }) => commands)
  const box = useCombobox({ opened: true })
  const first = all[0]?.id
  const { selectFirstOption } = box
  const input = useRef<HTMLInputElement>(null)
  const say = (id: string | null | undefined) =>
    input.current?.setAttribute('aria-activedescendant', id ?? '')
  // The options are the list's own elements: which is chosen can only be said when they are there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew for every other list
  useEffect(() => {
    say(selectFirstOption())
  }, [first, all.length, typed])
  const follow = () => {
    const chosen = document.querySelector(`#${box.listId} [data-combobox-selected]`)
    say(chosen?.id)
  }
  const run = (id: string) => {
    onClose()
    all.find((command) => command.id === id)?.run()
  }
  const nothing = all.length === 0 && !looking && q === typed.trim()
  return (
    <Combobox store={box} onOptionSubmit={run}>
      <Combobox.EventsTarget withExpandedAttribute aria-activedescendant={undefined}>
        <TextInput
          ref={input}
          aria-label={t('palette.title')}
          placeholder={t('palette.hint')}
          variant="unstyled"
          size="lg"
          className={classes.field}
          leftSection={<IconSearch size={20} aria-hidden />}
          rightSection={looking ? <Loader size={18} /> : null}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          // Only a list would be closed, and here it is never without its dialog.
          onKeyDown={({ key }) => key === 'Escape' && onClose()}
          onKeyUp={follow}
          autoComplete="off"
          data-autofocus
        />
      </Combobox.EventsTarget>
      <VisuallyHidden role="status">
        {looking ? t('palette.searching') : t('palette.found', { count: all.length })}
      </VisuallyHidden>
      <Combobox.Options className={classes.options} aria-label={t('palette.results')}>
        {groups.map(({ group, commands }) => (
          <Combobox.Group key={group} label={t(`palette.groups.${group}`)}>
            {commands.map((command) => (
              <Combobox.Option key={command.id} value={command.id}>
                <Line {...command} />
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
        {nothing && <Combobox.Empty>{t('palette.none', { q: typed.trim() })}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  )
}

/** One field for everything: any screen, any patient, any day, and what to do. */
export function Palette({ user, onClose }: Props) {
  const t = useT()
  return (
    <BareDialog opened onClose={onClose} size={620} yOffset="12dvh">
      <ModalOverlay />
      <ModalContent aria-label={t('palette.title')}>
        <Field user={user} onClose={onClose} />
      </ModalContent>
    </BareDialog>
  )
}
