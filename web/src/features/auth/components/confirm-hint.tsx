import { Alert, Stack, Text } from '@mantine/core'
import { IconMailFast } from '@tabler/icons-react'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { hasJustRegistered, rememberRegistered, type User } from '../api'
import { SendConfirmation } from './send-confirmation'

/** After registering, until it is put away: the link in the mail, and another one where it got lost. */
export function ConfirmHint({ user }: { user: User }) {
  const t = useT()
  const [shown, setShown] = useState(() => hasJustRegistered(user))
  if (!shown) return null
  const close = () => {
    rememberRegistered(null)
    setShown(false)
  }
  return (
    <Alert
      variant="light"
      icon={<IconMailFast aria-hidden />}
      title={t('auth.confirm.hint')}
      withCloseButton
      closeButtonLabel={t('app.close')}
      onClose={close}
    >
      <Stack gap="xs" align="start">
        <Text size="sm">{t('auth.confirm.hintText', { email: user.email })}</Text>
        <SendConfirmation />
      </Stack>
    </Alert>
  )
}
