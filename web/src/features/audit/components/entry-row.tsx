import { Button, Group, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import type { Entry } from '../api'
import { differences } from '../differences'
import type { Wanted } from '../wanted'
import classes from './audit.module.css'

type Props = { entry: Entry; onSeek: (part: Wanted) => void }

/** Who it was, in words: people by name, the house and strangers by what they are. */
export function useActorWords(): (actor: Entry['actor']) => string {
  const t = useT()
  return ({ name, role }) => {
    if (role === 'system' || role === 'anonymous') return t(`audit.${role}`)
    return name ?? t('audit.unnamed')
  }
}

/** What was done, in words; by its code, where a newer server does what has none here. */
export function useActionWords(): (action: string) => string {
  const t = useT()
  return (action) => {
    const key = `trail.${action}`
    return t.knows(key) ? t(key) : action
  }
}

function Changes({ entry }: { entry: Entry }) {
  const t = useT()
  const changed = differences(entry.before, entry.after)
  if (changed.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('audit.nothingChanged')}
      </Text>
    )
  return (
    <table className={classes.changes}>
      <thead>
        <tr>
          <th scope="col">{t('audit.field')}</th>
          <th scope="col">{t('audit.before')}</th>
          <th scope="col">{t('audit.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changed.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td data-label={t('audit.before')}>{before === null ? '–' : <del>{before}</del>}</td>
            <td data-label={t('audit.after')}>{after === null ? '–' : <ins>{after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Seek({ entry, onSeek }: Props) {
  const t = useT()
  const actor = entry.actor.id
  return (
    <Group gap="xs">
      {actor && (
        <Button size="compact-sm" variant="light" onClick={() => onSeek({ actor_id: actor })}>
          {t('audit.byThem')}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="light"
        onClick={() => onSeek({ subject_id: entry.subject_id })}
      >
        {t('audit.aboutThis')}
      </Button>
      <Button
        size="compact-sm"
        variant="light"
        onClick={() => onSeek({ request_id: entry.request_id })}
      >
        {t('audit.sameRequest')}
      </Button>
    </Group>
  )
}

/** One line of the trail; opened, it says what was so before and what after. */
export function EntryRow({ entry, onSeek }: Props) {
  const t = useT()
  const format = useFormats()
  const actor = useActorWords()
  const done = useActionWords()
  const { role } = entry.actor
  const known = role !== 'system' && role !== 'anonymous'
  return (
    <li>
      <details className={classes.entry}>
        <summary>
          <time dateTime={entry.at} className="tabular">
            {entry.at_local ? format.moment(entry.at_local) : entry.at}
          </time>
          <span className={classes.who}>
            <strong>{actor(entry.actor)}</strong>
            {known && <span>{t(`role.${role as 'admin'}`)}</span>}
          </span>
          <span className={classes.what}>{done(entry.action)}</span>
          <span className={classes.where}>{entry.address || '–'}</span>
          <IconChevronDown size={18} aria-hidden className={classes.chevron} />
        </summary>
        <div className={classes.inside}>
          <Changes entry={entry} />
          <Seek entry={entry} onSeek={onSeek} />
          <Text size="xs" c="dimmed" className={classes.ids}>
            {entry.number === null
              ? t('audit.notChained')
              : t('audit.number', { number: entry.number })}
            {' · '}
            {entry.action} · {entry.subject} {entry.subject_id} · {t('errors.requestId')}{' '}
            {entry.request_id}
          </Text>
        </div>
      </details>
    </li>
  )
}
