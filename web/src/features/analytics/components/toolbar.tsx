import { Button, SegmentedControl, Select } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { providers, services } from '@/api/queries'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import type { Day } from '@/lib/wall'
import { ReadyDayField } from '@/ui/day-field'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { type Asked, useExport } from '../api'
import { type AnalyticsSearch, type Period, type Preset, presets, USUAL } from '../period'
import classes from './analytics.module.css'

type Props = {
  slug: string
  search: AnalyticsSearch
  period: Period
  onSearch: (search: AnalyticsSearch) => void
}

type ChoiceProps = { value: Preset; onChange: (preset: Preset) => void }

/** Side by side where there is room for all. */
function PeriodChoice({ value, onChange }: ChoiceProps) {
  const t = useT()
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const shared = {
    'aria-label': t('analytics.period'),
    value,
    data: presets.map((each) => ({ value: each, label: t(`analytics.periods.${each}`) })),
  }
  if (isNarrow) return <Select {...shared} onChange={(chosen) => onChange(chosen as Preset)} />
  return (
    <SegmentedControl {...shared} size="md" onChange={(chosen) => onChange(chosen as Preset)} />
  )
}

const inOrder = (one: Day, other: Day): Period =>
  one > other ? { from: other, to: one } : { from: one, to: other }

type OwnProps = { period: Period; onPeriod: (period: Period) => void }

/** Two days of one's own, in whichever order they are chosen. */
function OwnDays({ period: { from, to }, onPeriod }: OwnProps) {
  const t = useT()
  return (
    <div className={classes.dates}>
      <ReadyDayField
        aria-label={t('analytics.from')}
        day={from}
        onDay={(day) => day && onPeriod(inOrder(day, to))}
      />
      <ReadyDayField
        aria-label={t('analytics.to')}
        day={to}
        onDay={(day) => day && onPeriod(inOrder(from, day))}
      />
    </div>
  )
}

/** Of which days, of whom, of what. */
export function Toolbar({ slug, search, period, onSearch }: Props) {
  const t = useT()
  const everyone = useQuery(providers(slug)).data ?? []
  const everything = useQuery(services(slug)).data ?? []
  const { from: _from, to: _to, period: _period, ...who } = search
  const choose = (preset: Preset) =>
    onSearch(
      preset === 'custom' ? { ...who, period: preset, ...period } : { ...who, period: preset },
    )
  const named = (all: string, list: { id: string; name: string }[]) => [
    { value: '', label: all },
    ...list.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <div className={classes.bar}>
      <PeriodChoice value={search.period ?? USUAL} onChange={choose} />
      {search.period === 'custom' && (
        <OwnDays
          period={period}
          onPeriod={(chosen) => onSearch({ ...search, period: 'custom', ...chosen })}
        />
      )}
      <Select
        className={classes.grow ?? ''}
        aria-label={t('analytics.provider')}
        data={named(t('analytics.everyone'), everyone)}
        value={search.provider ?? ''}
        onChange={(provider) => onSearch({ ...search, provider: provider || undefined })}
      />
      <Select
        className={classes.grow ?? ''}
        aria-label={t('analytics.service')}
        data={named(t('analytics.everything'), everything)}
        value={search.service ?? ''}
        onChange={(service) => onSearch({ ...search, service: service || undefined })}
      />
    </div>
  )
}

/** The rows behind the pictures, for a spreadsheet. */
export function ExportButton({ asked }: { asked: Asked }) {
  const t = useT()
  const { mutate, isPending } = useExport()
  const save = () =>
    mutate(asked, {
      onSuccess: () => notifyDone(t('analytics.exported')),
      onError: (error) => notifyFailed(sentence(error, t)),
    })
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={18} stroke={1.7} aria-hidden />}
      loading={isPending}
      onClick={save}
    >
      {t('analytics.export')}
    </Button>
  )
}
