import { useMantineColorScheme } from '@mantine/core'
import {
  IconCalendarEvent,
  IconCalendarPlus,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconSunMoon,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { clinic } from '@/api/queries'
import { type User, useSignOut } from '@/features/auth/api'
import { search } from '@/features/patients/api'
import { capital, useFormats } from '@/lib/format'
import { languages, useLanguage, useLanguageStore, useLocale, useT } from '@/lib/i18n'
import { usePhone } from '@/lib/phones'
import { sentence } from '@/lib/said'
import { LETTERS, useOverlay } from '@/lib/shortcuts'
import { askFirst } from '@/lib/unsent'
import { Face } from '@/ui/face'
import { notifyFailed } from '@/ui/notify'
import { entriesFor } from '../entries'
import { dayMeant } from './day-meant'
import { fits } from './plain'

export type Command = {
  id: string
  label: string
  detail?: string | undefined
  icon: ReactNode
  keys?: readonly string[]
  run: () => void
}
export type Group = { group: 'people' | 'places' | 'days' | 'acts'; commands: Command[] }

const ICON = { size: 20, stroke: 1.7, 'aria-hidden': true } as const

function usePlaces(user: User): Command[] {
  const t = useT()
  const navigate = useNavigate()
  const { everyday, administration } = entriesFor(user)
  return [...everyday, ...administration].map(({ to, word, icon: Icon }) => ({
    id: to,
    label: t(`staff.nav.${word}`),
    icon: <Icon {...ICON} />,
    ...(to in LETTERS ? { keys: ['G', LETTERS[to as keyof typeof LETTERS].toUpperCase()] } : {}),
    run: () => navigate({ to }),
  }))
}

function useActs(): Command[] {
  const t = useT()
  const navigate = useNavigate()
  const show = useOverlay((overlay) => overlay.show)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const language = useLanguage()
  const speak = useLanguageStore((store) => store.choose)
  const signOut = useSignOut()
  // By then the palette is gone, and with it whoever would have been told.
  const leave = () =>
    askFirst(() =>
      signOut.mutateAsync().then(
        () => navigate({ to: '/login' }),
        (error) => notifyFailed(sentence(error, t)),
      ),
    )
  const schemes = (['light', 'dark', 'auto'] as const).filter((each) => each !== colorScheme)
  const act = (id: string, label: string, icon: ReactNode, run: () => void): Command => ({
    id,
    label,
    icon,
    run,
  })
  return [
    act('book', t('palette.acts.book'), <IconCalendarPlus {...ICON} />, () => show('booking')),
    ...schemes.map((each) =>
      act(each, t(`palette.acts.${each}`), <IconSunMoon {...ICON} />, () => setColorScheme(each)),
    ),
    ...languages
      .filter((each) => each !== language)
      .map((each) =>
        act(
          each,
          t('palette.acts.speak', { language: t(`app.languages.${each}`) }),
          <IconLanguage {...ICON} />,
          () => speak(each),
        ),
      ),
    act('keys', t('palette.acts.keys'), <IconKeyboard {...ICON} />, () => show('keys')),
    act('leave', t('palette.acts.signOut'), <IconLogout {...ICON} />, leave),
  ]
}

function useDays(user: User, typed: string): Command[] {
  const t = useT()
  const format = useFormats()
  const locale = useLocale()
  const navigate = useNavigate()
  const { data: place } = useQuery(clinic(user.clinic.slug))
  const day = place && dayMeant(typed, place.today, locale)
  if (!day) return []
  return [
    {
      id: `day ${day}`,
      label: capital(t('palette.day', { day: format.fullDay(day) })),
      icon: <IconCalendarEvent {...ICON} />,
      run: () => navigate({ to: '/staff', search: { day } }),
    },
  ]
}

function usePeople(q: string): { people: Command[]; looking: boolean } {
  const phoneOf = usePhone()
  const navigate = useNavigate()
  const wanted = q.length > 1
  const { data = [], isFetching } = useQuery({ ...search(q), enabled: wanted })
  const people = (wanted ? data : []).map(({ id, name, phone, email }) => ({
    id: `patient ${id}`,
    label: name,
    detail: phone ? phoneOf(phone) : (email ?? undefined),
    icon: <Face name={name} size={30} />,
    run: () => navigate({ to: '/staff/patients/$patient', params: { patient: id } }),
  }))
  return { people, looking: wanted && isFetching }
}

/** What may be meant by what is typed, the likeliest kind first. `q` is the same, a moment later. */
export function useCommands(user: User, typed: string, q: string) {
  const { people, looking } = usePeople(q)
  const kept = (all: Command[]) => all.filter(({ label }) => fits(typed, label))
  const groups: Group[] = [
    { group: 'days', commands: useDays(user, typed) },
    { group: 'people', commands: typed.trim() ? people : [] },
    { group: 'places', commands: kept(usePlaces(user)) },
    { group: 'acts', commands: kept(useActs()) },
  ]
  return { groups: groups.filter(({ commands }) => commands.length > 0), looking }
}
