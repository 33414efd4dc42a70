import { useLocation } from '@tanstack/react-router'
import type { User } from '@/features/auth/api'
import { useT } from '@/lib/i18n'
import { COMMAND_K, LETTERS } from '@/lib/shortcuts'
import { Dialog } from '@/ui/dialog'
import { KeysList } from '@/ui/keys-list'
import { entriesFor } from '../entries'

function useEverywhere(user: User) {
  const t = useT()
  const { everyday, administration } = entriesFor(user)
  return [
    { what: t('palette.keys.search'), keys: [COMMAND_K.join(' '), '/'] },
    { what: t('palette.keys.new'), keys: ['N'] },
    ...[...everyday, ...administration].flatMap(({ to, word }) =>
      to in LETTERS
        ? [
            {
              what: t('palette.keys.go', { place: t(`staff.nav.${word}`) }),
              keys: ['G', LETTERS[to as keyof typeof LETTERS].toUpperCase()],
              inTurn: true,
            },
          ]
        : [],
    ),
    { what: t('palette.keys.sheet'), keys: ['?'] },
  ]
}

/** Which keys do what, everywhere and on the screen below. */
export function KeySheet({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useT()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const hasTabs = /^\/staff\/(payments|messages|patients\/.)/.test(path)
  return (
    <Dialog opened onClose={onClose} title={t('palette.keys.title')}>
      {hasTabs && (
        <KeysList
          title={t('palette.keys.here')}
          items={[{ what: t('palette.keys.tab'), keys: ['←', '→'] }]}
        />
      )}
      <KeysList title={t('palette.keys.everywhere')} items={useEverywhere(user)} />
    </Dialog>
  )
}
