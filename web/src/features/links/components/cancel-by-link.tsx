import { Button, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useT } from '@/lib/i18n'
import { ProblemAlert } from '@/ui/problem-alert'
import { useCancelByLink } from '../api'

export function CancelByLink({ token, cost }: { token: string; cost: ReactNode }) {
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
      <Button size="lg" color="guava.6" loading={isPending} onClick={() => mutate(reason.trim())}>
        {t('portal.cancelYes')}
      </Button>
    </>
  )
}
