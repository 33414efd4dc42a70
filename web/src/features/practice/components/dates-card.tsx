import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import type { Day } from '@/lib/wall'
import { Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { useDateWords } from '../date-words'
import { type DatedException, dates, useAddDates, useRemoveDates } from '../dates-api'
import { DatesForm } from './dates-form'
import classes from './practice.module.css'

type RowProps = { date: DatedException; onRemove: (date: DatedException) => void }

function Row({ date, onRemove }: RowProps) {
  const t = useT()
  const { days, part, all } = useDateWords()(date)
  const words = [t(`practice.dates.${date.kind}`), part, date.note].filter(Boolean)
  return (
    <li data-kind={date.kind}>
      <span className={classes.words}>
        <strong>{days}</strong>
        <span>{words.join(' · ')}</span>
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={40}
        aria-label={t('practice.dates.remove', { what: all })}
        onClick={() => onRemove(date)}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </li>
  )
}

/** Removes at once; the way back is to add the same again. */
function useRemove(provider: string) {
  const t = useT()
  const words = useDateWords()
  const remove = useRemoveDates(provider)
  const add = useAddDates(provider)
  const fail = (error: Error) => notifyFailed(sentence(error, t))
  return (date: DatedException) => {
    const { id: _id, created_at: _at, ...same } = date
    const act = () => add.mutate(same, { onError: fail })
    remove.mutate(date, {
      onSuccess: () =>
        notifyDone(t('practice.dates.removed', { what: words(date).all }), {
          label: t('app.undo'),
          act,
        }),
      onError: fail,
    })
  }
}

type Props = { provider: string; today: Day }

/** Dates that differ from the week; what is over is folded away. */
export function DatesCard({ provider, today }: Props) {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(dates(provider))
  const [adding, setAdding] = useState(false)
  const remove = useRemove(provider)
  const ahead = data?.filter(({ last_day }) => last_day >= today)
  const past = data?.filter(({ last_day }) => last_day < today)
  const rows = (some: DatedException[]) => (
    <ul className={classes.dates}>
      {some.map((date) => (
        <Row key={date.id} date={date} onRemove={remove} />
      ))}
    </ul>
  )
  return (
    <section className={classes.card}>
      <h2>{t('practice.dates.title')}</h2>
      <p className={classes.lead}>{t('practice.dates.text')}</p>
      {isPending && <Skeleton height={54} />}
      {!isPending && !data && <Failure error={error} onRetry={refetch} compact />}
      {ahead?.length === 0 && <span className={classes.sum}>{t('practice.dates.none')}</span>}
      {ahead && ahead.length > 0 && rows(ahead)}
      {past && past.length > 0 && (
        <details>
          <summary>{t('practice.dates.past')}</summary>
          {rows(past)}
        </details>
      )}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t('practice.dates.add')}
        </Button>
      </div>
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('practice.dates.add')}>
        <DatesForm provider={provider} today={today} onDone={() => setAdding(false)} />
      </Dialog>
    </section>
  )
}
