import { Button, Text } from '@mantine/core'
import { IconMailFast } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { ProblemAlert } from '@/ui/problem-alert'
import { useSendConfirmation } from '../api'

/** The mail with the link that confirms my address, once more. */
export function SendConfirmation() {
  const t = useT()
  const { mutate, isPending, isSuccess, error } = useSendConfirmation()
  return (
    <>
      <div role="status">{isSuccess && <Text fw={600}>{t('auth.confirm.sent')}</Text>}</div>
      {!isSuccess && (
        <Button
          variant="light"
          leftSection={<IconMailFast size={18} aria-hidden />}
          loading={isPending}
          onClick={() => mutate()}
        >
          {t('auth.confirm.send')}
        </Button>
      )}
      <ProblemAlert error={error} />
    </>
  )
}
