import { Button, Table, Text } from '@mantine/core'
import { IconBook2, IconRefresh } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { useAgo } from '@/lib/ago'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { Failure } from '@/ui/failure'
import { More } from '@/ui/more'
import { None } from '@/ui/none'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { WaitingList } from '@/ui/waiting'
import { ledger, useReconcile } from '../office-api'
import classes from './payments.module.css'

type Balance = Schema['Balance']
type Move = Schema['LedgerTransaction']

const KINDS = ['charge', 'refund', 'refunded', 'fee', 'dispute', 'payout'] as const

function Balances({ balances }: { balances: Balance[] }) {
  const t = useT()
  const format = useFormats()
  return (
    <Table.ScrollContainer minWidth={280}>
      <Table>
        <Table.Caption className={classes.caption ?? ''}>
          {t('payments.ledger.balances')}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('payments.ledger.account')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('payments.ledger.amount')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {balances.map(({ account, currency, test, amount }) => (
            <Table.Tr key={`${account} ${currency} ${test}`}>
              <Table.Td>
                {t(`payments.ledger.accounts.${account}`)}
                {test && ` · ${t('payments.test.mark')}`}
              </Table.Td>
              <Table.Td ta="end" className="tabular">
                {format.money({ amount, currency })}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function MoveRow({ move }: { move: Move }) {
  const t = useT()
  const ago = useAgo()
  const format = useFormats()
  const { entry, lines, currency, posted_at } = move
  const kind = KINDS.find((each) => entry.startsWith(`${each}:`)) ?? 'other'
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <strong>{t(`payments.ledger.entry.${kind}`)}</strong>
        <span>{ago(posted_at)}</span>
      </div>
      <dl className={classes.lines}>
        {lines.map(({ account, amount }) => (
          <div key={account}>
            <dt>{t(`payments.ledger.accounts.${account}`)}</dt>
            <dd className="tabular">{format.money({ amount, currency })}</dd>
          </div>
        ))}
      </dl>
    </li>
  )
}

function ReconcileButton() {
  const t = useT()
  const { mutate, isPending } = useReconcile()
  const ask = () =>
    mutate(undefined, {
      onSuccess: () => notifyDone(t('payments.ledger.reconciled')),
      onError: (error) => notifyFailed(sentence(error, t)),
    })
  return (
    <div>
      <Button
        variant="default"
        leftSection={<IconRefresh size={18} aria-hidden />}
        loading={isPending}
        onClick={ask}
      >
        {t('payments.ledger.reconcile')}
      </Button>
    </div>
  )
}

/** The clinic's books: what every account holds, and what moved, newest first. */
export function LedgerView({ mayReconcile }: { mayReconcile: boolean }) {
  const t = useT()
  const booked = useInfiniteQuery(ledger())
  const { data, error, isPending, refetch } = booked
  if (isPending) return <WaitingList rows={4} />
  if (!data) return <Failure error={error} onRetry={refetch} />
  const moves = data.pages.flatMap(({ items }) => items)
  return (
    <div className={classes.page}>
      <Text c="dimmed">{t('payments.ledger.lead')}</Text>
      {mayReconcile && <ReconcileButton />}
      {moves.length === 0 && (
        <None icon={<IconBook2 size={24} stroke={1.6} aria-hidden />}>
          {t('payments.ledger.none')}
        </None>
      )}
      {moves.length > 0 && <Balances balances={data.pages[0]?.balances ?? []} />}
      <ul className={classes.list} aria-label={t('payments.ledger.moves')}>
        {moves.map((move) => (
          <MoveRow key={move.id} move={move} />
        ))}
      </ul>
      <More
        shown={moves.length}
        has={booked.hasNextPage}
        loading={booked.isFetchingNextPage}
        failed={booked.isFetchNextPageError}
        onMore={booked.fetchNextPage}
      />
    </div>
  )
}
