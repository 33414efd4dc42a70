import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { ProblemAlert } from '@/ui/problem-alert'
import { WaitingList } from '@/ui/waiting'
import { type Preference, preferences, useChoose } from '../api'
import { channelIcons } from './message-line'
import classes from './preferences.module.css'

type Props = {
  /** Null: the signed-in patient's own. */
  patient: string | null
}

type RowProps = {
  preference: Preference
  /** Who reads this: the patient, or whoever writes down what the patient says. */
  words: 'portal' | 'people'
  pending: boolean
  onChange: (allowed: boolean) => void
}

function Row({ preference, words, pending, onChange }: RowProps) {
  const t = useT()
  const ago = useAgo()
  const { channel, allowed, consented_at } = preference
  const Icon = channelIcons[channel]
  return (
    <li className={classes.row}>
      <Icon size={22} stroke={1.6} aria-hidden />
      <Switch
        className={classes.switch}
        classNames={{ body: classes.body, labelWrapper: classes.words }}
        labelPosition="left"
        size="md"
        label={t(`portal.channels.${channel}`)}
        description={
          allowed && consented_at
            ? t(`${words}.channels.since`, { ago: ago(consented_at) })
            : t(`${words}.channels.${channel}Text`)
        }
        checked={allowed}
        disabled={pending}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </li>
  )
}

/** Over which channels the clinic may write. Text messages are not sent unless somebody says yes. */
export function Preferences({ patient }: Props) {
  const { data, error, isPending, refetch } = useQuery(preferences(patient))
  const choose = useChoose(patient)
  if (isPending) return <WaitingList rows={3} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  return (
    <>
      <ul className={classes.list}>
        {data.map((preference) => (
          <Row
            key={preference.channel}
            preference={preference}
            words={patient === null ? 'portal' : 'people'}
            pending={choose.isPending}
            onChange={(allowed) => choose.mutate({ [preference.channel]: allowed })}
          />
        ))}
      </ul>
      <ProblemAlert error={choose.error} />
    </>
  )
}
