import { IconKey, IconMailFast } from '@tabler/icons-react'
import { useState } from 'react'
import { LetterFrame } from '@/app/frames/letter-frame'
import { useForgot } from '@/features/auth/api'
import { ForgotForm } from '@/features/auth/components/forgot-form'
import { useT } from '@/lib/i18n'
import { LinkButton } from '@/ui/links'

export function ForgotPage() {
  const t = useT()
  const forgot = useForgot()
  const [sentTo, setSentTo] = useState<string | null>(null)
  const send = ({ email }: { email: string }) =>
    forgot.mutate({ email: email.trim() }, { onSuccess: () => setSentTo(email.trim()) })
  if (sentTo)
    return (
      <LetterFrame
        icon={<IconMailFast size={28} stroke={1.6} aria-hidden />}
        title={t('auth.forgot.sent')}
        lead={t('auth.forgot.sentText', { email: sentTo })}
      >
        <LinkButton to="/login" variant="default">
          {t('auth.toSignIn')}
        </LinkButton>
      </LetterFrame>
    )
  return (
    <LetterFrame
      icon={<IconKey size={28} stroke={1.6} aria-hidden />}
      title={t('auth.forgot.title')}
      lead={t('auth.forgot.lead')}
    >
      <ForgotForm onSubmit={send} pending={forgot.isPending} error={forgot.error} />
      <LinkButton to="/login" variant="subtle">
        {t('auth.toSignIn')}
      </LinkButton>
    </LetterFrame>
  )
}
