import { Button, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useT } from '@/lib/i18n'
import { ProblemAlert } from '@/ui/problem-alert'
import { useCancelByLink } from '../api'

type Props = { token: string; cost: ReactNode; notAfter: string | undefined }

export function CancelByLink({ token, cost, notAfter }: Props) {
  const t = useT()
  const { mutate, isPending, error } = useCancelByLink(token)
  const [reason, setReason] = useState('')
  return (
    <>
      {cost}
      <Textarea
        label={`${t('portal.cancelReason')} (${t('app.optional')})`}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        rows={2}
      />
      <ProblemAlert error={error} />
      <Button
        size="lg"
        color="guava.6"
        loading={isPending}
        onClick={() => mutate({ reason: reason.trim(), notAfter })}
      >
        {t('portal.cancelYes')}
      </Button>
    </>
  )
}
