import { Button, Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { mayAct, useUnsent } from '@/lib/unsent'
import { type Day, dayOf, wallAt } from '@/lib/wall'
import type { Visit } from '../geometry'
import type { Gap } from '../today'
import classes from './today-board.module.css'

type SectionProps = {
  title: string
  none: string
  count: number
  tone?: 'bad' | 'good'
  children: ReactNode
}

export function TodaySection({ title, none, count, tone, children }: SectionProps) {
  return (
    <section
      className={classes.section}
      data-tone={count > 0 ? tone : undefined}
      aria-label={title}
    >
      <h2>
        {title} <span>{count}</span>
      </h2>
      {count > 0 ? <ul>{children}</ul> : <p>{none}</p>}
    </section>
  )
}

/** A list that is on its way. */
export function ComingSection({ rows }: { rows: number }) {
  return (
    <span className={classes.section}>
      <Skeleton height={18} width="46%" radius={8} mb={12} />
      {rows === 0 && <Skeleton height={13} width="62%" radius={8} />}
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} height={54} mt={6} />
      ))}
    </span>
  )
}

type RowProps = {
  visit: Visit
  today: Day
  /** Since when it is so, or anything else worth knowing. */
  aside?: ReactNode
  act?: { label: string; onAct: (visit: Visit) => void }
  onOpen: (visit: Visit) => void
}

export function TodayRow({ visit, today, aside, act, onOpen }: RowProps) {
  const t = useT()
  const format = useFormats()
  const { patient, service, provider, status, starts_local } = visit
  const elsewhen = dayOf(starts_local) !== today
  const mark = useUnsent((unsent) => unsent.marks[visit.id])
  return (
    <li className={classes.row} style={{ borderLeftColor: `var(--ts-${status}-edge)` }}>
      <button type="button" className={classes.open} onClick={() => onOpen(visit)}>
        <span className={classes.time}>
          {elsewhen && <small>{format.weekday(starts_local)}</small>}
          {format.time(starts_local)}
        </span>
        <span className={classes.words}>
          <strong>{patient.name}</strong>
          <span>
            {service.name}, <span className={classes.whole}>{provider.name}</span>
          </span>
          {aside}
          {mark && <em data-mark={mark}>{t(`outbox.mark.${mark}`)}</em>}
        </span>
      </button>
      {act && (
        <Button
          variant="light"
          size="sm"
          disabled={!mayAct(visit)}
          onClick={() => act.onAct(visit)}
          aria-label={`${act.label}: ${patient.name}`}
        >
          {act.label}
        </Button>
      )}
    </li>
  )
}

export function GapRow({ gap, day, onFill }: { gap: Gap; day: Day; onFill: (gap: Gap) => void }) {
  const t = useT()
  const format = useFormats()
  const time = (minute: number) => format.time(wallAt(day, minute))
  const when = `${time(gap.from)} – ${time(gap.to)}`
  return (
    <li className={classes.row} data-gap>
      <div className={classes.open}>
        <span className={classes.words}>
          <strong className="tabular">{when}</strong>
          <span>
            {gap.provider.name} · {t('minutes', { count: gap.to - gap.from })}
          </span>
        </span>
      </div>
      <Button
        variant="default"
        size="sm"
        onClick={() => onFill(gap)}
        aria-label={`${t('calendar.today.fill')}: ${when}, ${gap.provider.name}`}
      >
        {t('calendar.today.fill')}
      </Button>
    </li>
  )
}
