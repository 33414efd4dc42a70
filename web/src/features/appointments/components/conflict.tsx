import { Button, Group } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useId } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { dayOf } from '@/lib/wall'
import { StatusPill } from '@/ui/status'
import type { ConflictCode, Free, Standing, Wanted } from '../conflict'
import classes from './conflict.module.css'
import { useWhen } from './visit-when'

type Props = {
  code: ConflictCode
  wanted: Wanted
  /** Who or what stands in the way, as it is on the server. */
  now: readonly Standing[]
  alternatives: readonly Free[]
  pending?: boolean
  onTake: (free: Free) => void
  /** The same once more, upon what is there now. */
  onAgain?: (() => void) | undefined
  onDrop: () => void
}

function useWhy(code: ConflictCode, { act }: Wanted): string {
  const t = useT()
  const why = t(`said.${code}`)
  if (act === 'reschedule') return t('staff.move.failed', { why })
  return t(act === 'book' ? 'calendar.conflict.notBooked' : 'calendar.conflict.notDone', { why })
}

function Wish({ wanted: { act, patient, at } }: { wanted: Wanted }) {
  const t = useT()
  const when = useWhen()
  return (
    <div className={classes.row} data-wanted>
      <dt>{t('calendar.conflict.wanted')}</dt>
      <dd>
        <strong>{t(`calendar.conflict.act.${act}`, { patient })}</strong>
        {at && (
          <span>
            {when(at.starts_local)} · {t('with', { name: at.provider.name })}
          </span>
        )}
      </dd>
    </div>
  )
}

function Now({ visit }: { visit: Standing }) {
  const t = useT()
  const when = useWhen()
  return (
    <dd>
      <strong>{visit.patient.name}</strong>
      <span>
        {when(visit.starts_local)} · {visit.service.name} ·{' '}
        {t('with', { name: visit.provider.name })}
      </span>
      <StatusPill status={visit.status}>{t(`status.${visit.status}`)}</StatusPill>
    </dd>
  )
}

type Offered = Pick<Props, 'wanted' | 'alternatives' | 'onTake'> & { pending: boolean }

function Alternatives({ wanted: { at }, alternatives, pending, onTake }: Offered) {
  const t = useT()
  const format = useFormats()
  const when = useWhen()
  const title = useId()
  const day = at && dayOf(at.starts_local)
  return (
    <section aria-labelledby={title} className={classes.free}>
      <h3 id={title}>{t('calendar.conflict.free')}</h3>
      <ul>
        {alternatives.map((free) => (
          <li key={free.starts_at + free.provider.id}>
            <button
              type="button"
              disabled={pending}
              onClick={() => onTake(free)}
              aria-label={t('calendar.conflict.take', {
                when: when(free.starts_local),
                provider: free.provider.name,
              })}
            >
              {dayOf(free.starts_local) !== day && <span>{format.day(free.starts_local)}</span>}
              <strong>{format.time(free.starts_local)}</strong>
              {free.provider.id !== at?.provider.id && <span>{free.provider.name}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/**
 * Somebody else was there before: what was wanted, what is there now, and what is free. Nothing is
 * decided until the person says so.
 */
export function Conflict(props: Props) {
  const { code, wanted, now, alternatives, pending = false, onTake, onAgain, onDrop } = props
  const t = useT()
  const why = useWhy(code, wanted)
  return (
    <div className={classes.conflict}>
      <p role="alert" className={classes.why}>
        {why}
      </p>
      <dl className={classes.facts}>
        <Wish wanted={wanted} />
        {now.length > 0 && (
          <div className={classes.row}>
            <dt>{t('calendar.conflict.now')}</dt>
            {now.map((visit) => (
              <Now key={visit.id} visit={visit} />
            ))}
          </div>
        )}
      </dl>
      {alternatives.length > 0 && (
        <Alternatives
          wanted={wanted}
          alternatives={alternatives}
          pending={pending}
          onTake={onTake}
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" size="sm" onClick={onDrop}>
          {t('calendar.conflict.drop')}
        </Button>
        {onAgain && (
          <Button
            size="sm"
            loading={pending}
            onClick={onAgain}
            rightSection={<IconArrowRight size={16} aria-hidden />}
          >
            {t('calendar.conflict.again')}
          </Button>
        )}
      </Group>
    </div>
  )
}
