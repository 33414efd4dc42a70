import { IconListDetails } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { WaitingList } from '@/ui/waiting'
import { catalogue, type Service, team } from '../api'
import classes from './practice.module.css'

function Words({ service, names }: { service: Service; names: Map<string, string> }) {
  const t = useT()
  const format = useFormats()
  const { name, provider_ids, archived_at } = service
  const around = service.buffer_before_minutes + service.buffer_after_minutes
  const who = provider_ids.flatMap((id) => names.get(id) ?? [])
  return (
    <>
      <span className={classes.words}>
        <strong>{name}</strong>
        {who.length > 0 || archived_at ? (
          <span>{who.join(', ')}</span>
        ) : (
          <span className={classes.warn}>{t('practice.services.nobody')}</span>
        )}
      </span>
      <span className={classes.side}>
        <span>
          {t('minutes', { count: service.duration_minutes })}
          {around > 0 && ` ${t('practice.services.buffersShort', { count: around })}`}
        </span>
        <span className={classes.price}>{format.money(service.price)}</span>
      </span>
    </>
  )
}

type Props = { archived?: boolean; onOpen?: (service: Service) => void; begin?: ReactNode }

/** What is offered, in the order in which patients see it, or what once was. */
export function ServiceList({ archived = false, onOpen, begin }: Props) {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(catalogue(archived))
  const { data: people = [] } = useQuery(team())
  const names = new Map(people.map(({ id, name }) => [id, name]))
  if (isPending) return <WaitingList rows={8} />
  if (!data) return <Failure error={error} onRetry={refetch} />
  if (data.length === 0 && archived) return <p>{t('practice.services.leftNone')}</p>
  if (data.length === 0)
    return (
      <Empty
        icon={<IconListDetails size={28} aria-hidden />}
        title={t('practice.services.none')}
        text={t('practice.services.noneText')}
      >
        {begin}
      </Empty>
    )
  return (
    <ul className={classes.list}>
      {data.map((service) => (
        <li key={service.id}>
          {onOpen ? (
            <button
              type="button"
              className={classes.row}
              data-plain
              aria-label={`${service.name}, ${t('practice.services.edit')}`}
              onClick={() => onOpen(service)}
            >
              <Words service={service} names={names} />
            </button>
          ) : (
            <div className={classes.row} data-plain style={{ cursor: 'default' }}>
              <Words service={service} names={names} />
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
