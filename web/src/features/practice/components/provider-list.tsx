import { IconStethoscope } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Face } from '@/ui/face'
import { Failure } from '@/ui/failure'
import { WaitingList } from '@/ui/waiting'
import { type Provider, team } from '../api'
import classes from './practice.module.css'
import { WeekGlance } from './week-glance'

type LinkProps = { id: string; className: string; label: string; children: ReactNode }
type Props = {
  archived?: boolean
  /** Where one of them is looked at. */
  link: (props: LinkProps) => ReactNode
  /** The way on while there is nobody. */
  begin?: ReactNode
}

function Row({ provider, link }: { provider: Provider; link: Props['link'] }) {
  const t = useT()
  const { id, name, specialty, hours, service_ids } = provider
  const label = t('practice.providers.open', { name, specialty })
  const children = (
    <>
      <Face name={name} size={44} />
      <span className={classes.words}>
        <strong>{name}</strong>
        {specialty && <span>{specialty}</span>}
      </span>
      <span className={classes.side}>
        <span>{t('practice.providers.services', { count: service_ids.length })}</span>
        <WeekGlance week={hours} />
      </span>
    </>
  )
  return <li>{link({ id, className: classes.row ?? '', label, children })}</li>
}

/** Who treats patients here, or once did. */
export function ProviderList({ archived = false, link, begin }: Props) {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(team(archived))
  if (isPending) return <WaitingList face />
  if (!data) return <Failure error={error} onRetry={refetch} />
  if (data.length === 0 && archived) return <p>{t('practice.providers.leftNone')}</p>
  if (data.length === 0)
    return (
      <Empty
        icon={<IconStethoscope size={28} aria-hidden />}
        title={t('practice.providers.none')}
        text={t('practice.providers.noneText')}
      >
        {begin}
      </Empty>
    )
  return (
    <ul className={classes.list}>
      {data.map((provider) => (
        <Row key={provider.id} provider={provider} link={link} />
      ))}
    </ul>
  )
}
