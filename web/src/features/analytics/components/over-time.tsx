import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { SegmentedControl, Switch } from '@mantine/core'
import { useState } from 'react'
import { type T, useT } from '@/lib/i18n'
import type { Period } from '../api'
import { type Numbers, useBucketName, useNumbers } from '../numbers'
import type { Step } from '../period'
import classes from './analytics.module.css'
import { FiguresTable } from './figures-table'
import { Frame } from './frame'

const views = ['visits', 'revenue', 'occupancy'] as const
type View = (typeof views)[number]
type Line = { name: string; label: string; color: string }
type Row = Record<string, string | number>

const statuses = [
  ['completed', 'var(--ts-confirmed-edge)'],
  ['expected', 'var(--ts-scheduled-edge)'],
  ['no_show', 'var(--ts-no_show-edge)'],
  ['cancelled', 'var(--ts-cancelled-edge)'],
] as const

function linesOf(view: View, t: T): Line[] {
  if (view === 'visits')
    return statuses.map(([name, color]) => ({ name, label: t(`analytics.status.${name}`), color }))
  if (view === 'occupancy')
    return [
      { name: 'occupancy', label: t('analytics.occupancy'), color: 'var(--ts-checked_in-edge)' },
    ]
  return [
    { name: 'revenue', label: t('analytics.earned'), color: 'var(--ts-confirmed-edge)' },
    { name: 'expected_revenue', label: t('analytics.toCome'), color: 'var(--ts-scheduled-edge)' },
  ]
}

const figureOf: Record<View, (item: Period, name: string) => number> = {
  visits: (item, name) => item[name as 'completed'],
  revenue: (item, name) => item[name as 'revenue'].amount,
  occupancy: (item) => item.occupancy ?? 0,
}

function useSay(view: View, currency: string) {
  const numbers: Numbers = useNumbers()
  if (view === 'visits') return { long: numbers.count, short: numbers.count }
  if (view === 'occupancy') return { long: numbers.percent, short: numbers.wholePercent }
  return {
    long: (amount: number) => numbers.money({ amount, currency }),
    short: (amount: number) => numbers.money({ amount, currency }, true),
  }
}

type Props = { items: Period[]; step: Step }

/** Day by day, or as coarse as the eye needs it; also as a table, for whoever reads with the ear. */
export function OverTime({ items, step }: Props) {
  const t = useT()
  const [view, setView] = useState<View>('visits')
  const [asTable, setAsTable] = useState(false)
  const nameOf = useBucketName(step)
  const say = useSay(view, items[0]?.revenue.currency ?? 'EUR')
  const lines = linesOf(view, t)
  const rows: Row[] = items.map((item) => ({
    when: nameOf(item.starts_on),
    ...Object.fromEntries(lines.map(({ name }) => [name, figureOf[view](item, name)])),
  }))
  const tools = (
    <>
      <SegmentedControl
        aria-label={t('analytics.what')}
        value={view}
        onChange={(value) => setView(value as View)}
        data={views.map((value) => ({ value, label: t(`analytics.${value}`) }))}
      />
      <Switch
        label={t('analytics.asTable')}
        checked={asTable}
        onChange={(event) => setAsTable(event.currentTarget.checked)}
      />
    </>
  )
  return (
    <Frame title={t('analytics.chart')} tools={tools}>
      {asTable ? (
        <FiguresTable
          head={[t('analytics.when'), ...lines.map(({ label }) => label)]}
          rows={rows.map((row) => [
            String(row.when),
            ...lines.map(({ name }) => say.long(Number(row[name]))),
          ])}
        />
      ) : (
        <div role="img" aria-label={`${t('analytics.chart')}: ${t(`analytics.${view}`)}`}>
          <BarChart
            h={300}
            data={rows}
            dataKey="when"
            type="stacked"
            series={lines}
            valueFormatter={say.long}
            withLegend
            barChartProps={{ accessibilityLayer: false }}
            legendProps={{ verticalAlign: 'bottom', itemSorter: null }}
            gridAxis="x"
            tickLine="none"
            maxBarWidth={44}
            yAxisProps={{ tickFormatter: say.short, width: 58, domain: [0, 'auto'] }}
            xAxisProps={{ minTickGap: 18 }}
            className={classes.chart ?? ''}
          />
        </div>
      )}
    </Frame>
  )
}
