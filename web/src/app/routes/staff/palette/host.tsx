import { Kbd } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import type { User } from '@/features/auth/api'
import { useT } from '@/lib/i18n'
import { COMMAND_K, LETTERS, listen, useOverlay } from '@/lib/shortcuts'
import { entriesFor } from '../entries'
import classes from './palette.module.css'

const Overlay = lazy(() => import('./overlay').then((m) => ({ default: m.Overlay })))

/** The day's calendar has these keys of its own, with what else it knows. */
const CALENDARS_OWN = ['n', '?']

function useKeys(user: User) {
  const navigate = useNavigate()
  const show = useOverlay((overlay) => overlay.show)
  const onCalendar = useLocation({ select: ({ pathname }) => /^\/staff\/?$/.test(pathname) })
  useEffect(() => {
    const { everyday, administration } = entriesFor(user)
    const places = [...everyday, ...administration].map(({ to }) => to)
    const meaning = { 'mod+k': 'palette', '/': 'palette', n: 'booking', '?': 'keys' } as const
    return listen({
      go: (letter) => {
        const to = places.find((each) => LETTERS[each as keyof typeof LETTERS] === letter)
        if (to) navigate({ to })
        return to !== undefined
      },
      press: (key) => {
        if (!(key in meaning) || (onCalendar && CALENDARS_OWN.includes(key))) return false
        show(meaning[key as keyof typeof meaning])
        return true
      },
    })
  }, [user, navigate, show, onCalendar])
}

/** The field for everything, the sheet of keys and a new visit: over any screen of the staff. */
export function PaletteHost({ user }: { user: User }) {
  const t = useT()
  const { open, show } = useOverlay()
  useKeys(user)
  return (
    <>
      <button
        type="button"
        className={classes.opener}
        aria-label={t('palette.open')}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => show('palette')}
      >
        <IconSearch size={19} stroke={1.8} aria-hidden />
        <span>{t('palette.open')}</span>
        <Kbd aria-hidden>{COMMAND_K.join(' ')}</Kbd>
      </button>
      <Suspense>{open && <Overlay what={open} user={user} onClose={() => show(null)} />}</Suspense>
    </>
  )
}
