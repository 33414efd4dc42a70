import { IconCircleCheck, IconKey, IconLinkOff } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { LetterFrame } from '@/app/frames/letter-frame'
import { useReset } from '@/features/auth/api'
import { NewPasswordForm } from '@/features/auth/components/new-password-form'
import { hasCode } from '@/lib/errors'
import { useT } from '@/lib/i18n'
import { LinkButton } from '@/ui/links'

const route = getRouteApi('/reset')
const ICON = { size: 28, stroke: 1.6, 'aria-hidden': true } as const

export function ResetPage() {
  const t = useT()
  const { token } = route.useRouteContext()
  const reset = useReset()
  if (!token || hasCode(reset.error, 'token_invalid'))
    return (
      <LetterFrame
        icon={<IconLinkOff {...ICON} />}
        title={t('auth.link.invalid')}
        lead={t('auth.reset.invalidText')}
      >
        <LinkButton to="/forgot">{t('auth.reset.again')}</LinkButton>
      </LetterFrame>
    )
  if (reset.isSuccess)
    return (
      <LetterFrame
        icon={<IconCircleCheck {...ICON} />}
        title={t('auth.reset.done')}
        lead={t('auth.reset.doneText')}
      >
        <LinkButton to="/login">{t('app.signIn')}</LinkButton>
      </LetterFrame>
    )
  return (
    <LetterFrame
      icon={<IconKey {...ICON} />}
      title={t('auth.reset.title')}
      lead={t('auth.reset.lead')}
    >
      <NewPasswordForm
        onSubmit={(password) => reset.mutate({ token, password })}
        pending={reset.isPending}
        error={reset.error}
      />
    </LetterFrame>
  )
}
