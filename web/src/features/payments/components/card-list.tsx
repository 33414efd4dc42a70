import { Button, Skeleton } from '@mantine/core'
import { IconCreditCard } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgo } from '@/lib/ago'
import { capital } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { None } from '@/ui/none'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { type Card, cards, useRemoveCard } from '../api'
import classes from './payments.module.css'

type RowProps = { card: Card; onRemove: (() => void) | null }

function Row({ card, onRemove }: RowProps) {
  const t = useT()
  const ago = useAgo()
  const { brand, last4, expires_month, expires_year, consented_at } = card
  const month = String(expires_month).padStart(2, '0')
  return (
    <li className={classes.row}>
      <IconCreditCard size={24} aria-hidden />
      <div className={classes.words}>
        <strong>{t('payments.cards.card', { brand: capital(brand), last4 })}</strong>
        <span>
          {t('payments.cards.expires', { month, year: expires_year })}
          {' · '}
          {t('payments.cards.since', { ago: ago(consented_at) })}
        </span>
      </div>
      {onRemove && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="guava"
          aria-label={t('payments.cards.removeOf', { last4 })}
          onClick={onRemove}
        >
          {t('payments.cards.remove')}
        </Button>
      )}
    </li>
  )
}

type Props = { patient: string | null; mayRemove: boolean }

/** The cards that a patient agreed to have kept, and the way to take that back. */
export function CardList({ patient, mayRemove }: Props) {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(cards(patient))
  const { mutate } = useRemoveCard()
  const [removing, setRemoving] = useState<Card | null>(null)
  if (isPending) return <Skeleton height={64} radius={18} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  if (data.length === 0)
    return (
      <None icon={<IconCreditCard size={24} stroke={1.6} aria-hidden />}>
        {t('payments.cards.none')}
      </None>
    )
  const remove = () => {
    if (removing)
      mutate(removing.id, {
        onSuccess: () => notifyDone(t('payments.cards.removed')),
        onError: (failure) => notifyFailed(sentence(failure, t)),
      })
    setRemoving(null)
  }
  return (
    <>
      <ul className={classes.list}>
        {data.map((card) => (
          <Row key={card.id} card={card} onRemove={mayRemove ? () => setRemoving(card) : null} />
        ))}
      </ul>
      <ConfirmDialog
        opened={removing !== null}
        title={t('payments.cards.removeTitle')}
        text={t('payments.cards.removeText')}
        yes={t('payments.cards.remove')}
        onYes={remove}
        onClose={() => setRemoving(null)}
      />
    </>
  )
}
