import { Alert, Button, Loader, Stack, Text } from '@mantine/core'
import { IconCreditCardPay } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { useKeepCard, useSetUpCard } from '../api'
import type { Outcome } from '../judging'

const CardFields = lazy(() => import('./card-fields').then((m) => ({ default: m.CardFields })))

function Steps({ onDone }: { onDone: () => void }) {
  const t = useT()
  const setUp = useSetUpCard()
  const keep = useKeepCard()
  const opening = setUp.data
  const store = (id: string) =>
    keep.mutate(id, {
      onSuccess: () => {
        notifyDone(t('payments.cards.saved'))
        onDone()
      },
    })
  if (!opening)
    return (
      <Stack>
        <ProblemAlert error={setUp.error} />
        {setUp.isPending ? (
          <Loader aria-label={t('app.loading')} />
        ) : (
          <Button onClick={() => setUp.mutate()}>{t('app.retry')}</Button>
        )}
      </Stack>
    )
  return (
    <Stack>
      <Text size="sm">{opening.consent}</Text>
      <Suspense fallback={<Loader aria-label={t('app.loading')} />}>
        <CardFields
          key={opening.client_secret}
          opening={opening}
          test={opening.test}
          label={t('payments.cards.save')}
          act={async (form): Promise<Outcome> => {
            const { outcome, id } = await form.setUp()
            if (outcome.kind === 'sent' && id) store(id)
            return outcome
          }}
          onOutcome={({ kind }) => kind === 'stale' && setUp.mutate()}
          onAsk={() => setUp.mutate()}
        />
      </Suspense>
      {keep.isPending && (
        <Alert role="status" color="lagoon">
          {t('payments.pay.waiting')}
        </Alert>
      )}
      <ProblemAlert error={keep.error} />
    </Stack>
  )
}

/** A card for what was agreed, kept without paying anything now. */
export function KeepCardButton() {
  const t = useT()
  const [opened, open] = useState(false)
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconCreditCardPay size={18} aria-hidden />}
        onClick={() => open(true)}
      >
        {t('payments.cards.add')}
      </Button>
      <Dialog opened={opened} onClose={() => open(false)} title={t('payments.cards.addTitle')}>
        <Steps onDone={() => open(false)} />
      </Dialog>
    </>
  )
}
