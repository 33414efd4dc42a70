import { Skeleton, Text } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { dues } from '../api'
import { CancellingCost } from './cancelling-cost'
import classes from './payments.module.css'
import { binds, TermLines } from './terms-note'

type Visit = { id: string; label: string; price: Schema['Money'] }

/** To what a patient agreed with their visits ahead. */
export function AgreedTerms({ visits }: { visits: readonly Visit[] }) {
  const t = useT()
  const told = useQueries({ queries: visits.map(({ id }) => dues(id)) })
  const failed = told.find(({ isError, data }) => isError && !data)
  if (failed) return <Failure error={failed.error} onRetry={failed.refetch} compact />
  if (told.some(({ isPending }) => isPending)) return <Skeleton height={72} radius={18} />
  const agreed = visits.flatMap((visit, index) => {
    const { terms = null, cancelling = null } = told[index]?.data ?? {}
    return binds(terms) ? [{ ...visit, terms, cancelling }] : []
  })
  if (agreed.length === 0) return <Text c="dimmed">{t('own.agreed.none')}</Text>
  return (
    <ul className={classes.agreed}>
      {agreed.map(({ id, label, price, terms, cancelling }) => (
        <li key={id} className={classes.terms}>
          <strong>{label}</strong>
          <TermLines terms={terms} price={price} />
          {cancelling && cancelling.fee.amount > 0 && (
            <CancellingCost cost={cancelling} side="patient" />
          )}
        </li>
      ))}
    </ul>
  )
}
