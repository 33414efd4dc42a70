import { useQuery } from '@tanstack/react-query'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { Face } from '@/ui/face'
import { Failure } from '@/ui/failure'
import { WaitingList } from '@/ui/waiting'
import { type Member, team } from '../api'
import classes from './team.module.css'

type Props = { me: string; onOpen: (member: Member) => void }

function Row({ member, mine, onOpen }: Pick<Props, 'onOpen'> & { member: Member; mine: boolean }) {
  const t = useT()
  const ago = useAgo()
  const { name, email, role, last_used_at } = member
  return (
    <li>
      <button
        type="button"
        className={classes.row}
        onClick={() => onOpen(member)}
        aria-label={`${name}, ${t(`role.${role}`)}, ${t('team.edit')}`}
      >
        <Face name={name} size={40} />
        <strong>
          {name} {mine && <span className={classes.mine}>{t('team.you')}</span>}
        </strong>
        <span className={classes.role} data-role={role}>
          {t(`role.${role}`)}
        </span>
        <span className={classes.email}>{email}</span>
        <span className={classes.seen} data-never={!last_used_at || undefined}>
          {last_used_at ? t('team.seen', { ago: ago(last_used_at) }) : t('team.invited')}
        </span>
      </button>
    </li>
  )
}

/** Who works here, and as what. */
export function TeamList({ me, onOpen }: Props) {
  const { data, error, isPending, refetch } = useQuery(team())
  if (isPending) return <WaitingList face />
  if (!data) return <Failure error={error} onRetry={refetch} />
  return (
    <ul className={classes.list}>
      {data.map((member) => (
        <Row key={member.id} member={member} mine={member.email === me} onOpen={onOpen} />
      ))}
    </ul>
  )
}
