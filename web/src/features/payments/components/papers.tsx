import { Button, Group } from '@mantine/core'
import { IconDownload, IconFileInvoice } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schema } from '@/api/client'
import { useAgo } from '@/lib/ago'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { type Day, isDay } from '@/lib/wall'
import { DayField } from '@/ui/day-field'
import { Failure } from '@/ui/failure'
import { More } from '@/ui/more'
import { None } from '@/ui/none'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { WaitingList } from '@/ui/waiting'
import { invoices, type Report, useInvoicePdf, useReport } from '../office-api'
import classes from './payments.module.css'

const REPORTS: Report[] = ['payments', 'payouts', 'ledger']

function Reports({ today }: { today: Day }) {
  const t = useT()
  const [period, setPeriod] = useState({ from: `${today.slice(0, 8)}01`, to: today })
  const { mutate, isPending, variables } = useReport()
  const field = (name: 'from' | 'to') => (
    <DayField
      label={t(`payments.reports.${name}`)}
      value={period[name]}
      onChange={(day) => setPeriod({ ...period, [name]: day })}
    />
  )
  const save = (report: Report) =>
    mutate(
      { report, period },
      {
        onSuccess: () => notifyDone(t('payments.reports.saved')),
        onError: (error) => notifyFailed(sentence(error, t)),
      },
    )
  return (
    <section className={classes.card}>
      <p>{t('payments.reports.lead')}</p>
      <Group align="end">
        {field('from')}
        {field('to')}
      </Group>
      <Group gap="xs">
        {REPORTS.map((report) => (
          <Button
            key={report}
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            loading={isPending && variables.report === report}
            disabled={!isDay(period.from) || !isDay(period.to)}
            onClick={() => save(report)}
          >
            {t(`payments.reports.${report}`)}
          </Button>
        ))}
      </Group>
    </section>
  )
}

function InvoiceRow({ invoice }: { invoice: Schema['Invoice'] }) {
  const t = useT()
  const ago = useAgo()
  const format = useFormats()
  const { mutate, isPending } = useInvoicePdf()
  const { number, kind, amount, issued_at, test } = invoice
  return (
    <li className={classes.row}>
      <IconFileInvoice size={24} aria-hidden />
      <div className={classes.words}>
        <strong>{number}</strong>
        <span>
          {t(`payments.reports.kind.${kind}`)} · {ago(issued_at)}
          {test && ` · ${t('payments.test.mark')}`}
        </span>
      </div>
      <span className={classes.sum}>{format.money(amount)}</span>
      <Button
        size="compact-sm"
        variant="default"
        loading={isPending}
        aria-label={t('payments.reports.pdfOf', { number })}
        onClick={() => mutate(invoice, { onError: (error) => notifyFailed(sentence(error, t)) })}
      >
        {t('payments.reports.pdf')}
      </Button>
    </li>
  )
}

function Invoices() {
  const t = useT()
  const issued = useInfiniteQuery(invoices())
  const { data, error, isPending, refetch } = issued
  if (isPending) return <WaitingList rows={2} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  if (data.length === 0)
    return (
      <None icon={<IconFileInvoice size={24} stroke={1.6} aria-hidden />}>
        {t('payments.reports.noInvoices')}
      </None>
    )
  return (
    <>
      <ul className={classes.list}>
        {data.map((invoice) => (
          <InvoiceRow key={invoice.id} invoice={invoice} />
        ))}
      </ul>
      <More
        shown={data.length}
        has={issued.hasNextPage}
        loading={issued.isFetchingNextPage}
        failed={issued.isFetchNextPageError}
        onMore={issued.fetchNextPage}
      />
    </>
  )
}

/** Files for the accountant, and the papers that were written. */
export function Papers({ today }: { today: Day }) {
  const t = useT()
  return (
    <div className={classes.page}>
      <Reports today={today} />
      <h2 className={classes.heading}>{t('payments.reports.invoices')}</h2>
      <Invoices />
    </div>
  )
}
