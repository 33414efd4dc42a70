import { Skeleton } from '@mantine/core'
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { mayBeSignedIn, me } from '@/api/queries'
import { LetterFrame } from '@/app/frames/letter-frame'
import { confirmed, type User } from '@/features/auth/api'
import { SendConfirmation } from '@/features/auth/components/send-confirmation'
import { hasCode } from '@/lib/errors'
import { speakLikeClinic, useT } from '@/lib/i18n'
import { homeOf } from '@/lib/session'
import { Failure } from '@/ui/failure'
import { LinkButton } from '@/ui/links'

const route = getRouteApi('/confirm')
const ICON = { size: 28, stroke: 1.6, 'aria-hidden': true } as const

function Confirmed({ user }: { user: User }) {
  const t = useT()
  const home = homeOf(user.role)
  useEffect(() => void speakLikeClinic(user.clinic.locale), [user])
  return (
    <LetterFrame
      clinic={user.clinic.name}
      icon={<IconCircleCheck {...ICON} />}
      title={t('auth.confirm.done')}
      lead={t('auth.confirm.doneText', { email: user.email, name: user.name.split(' ')[0] })}
    >
      <LinkButton to={home}>
        {t(home === '/portal' ? 'booking.toPortal' : 'booking.toDay')}
      </LinkButton>
    </LetterFrame>
  )
}

/** Whoever is signed in gets another mail at once; the others sign in first. */
function Invalid() {
  const t = useT()
  const { data: user } = useQuery({ ...me(), enabled: mayBeSignedIn() })
  return (
    <LetterFrame
      icon={<IconLinkOff {...ICON} />}
      title={t('auth.link.invalid')}
      lead={t(user ? 'auth.confirm.invalidText' : 'auth.confirm.invalidStranger')}
    >
      {user ? (
        <SendConfirmation />
      ) : (
        <LinkButton to="/login" search={{ next: '/portal' }}>
          {t('app.signIn')}
        </LinkButton>
      )}
    </LetterFrame>
  )
}

function Confirming({ token }: { token: string }) {
  const t = useT()
  const { data, error, refetch } = useQuery(confirmed(token))
  if (data) return <Confirmed user={data.user} />
  if (hasCode(error, 'token_invalid')) return <Invalid />
  return (
    <LetterFrame title={t('auth.confirm.title')}>
      {error ? <Failure error={error} onRetry={refetch} compact /> : <Skeleton height={120} />}
    </LetterFrame>
  )
}

export function ConfirmPage() {
  const { token } = route.useRouteContext()
  return token ? <Confirming key={token} token={token} /> : <Invalid />
}
