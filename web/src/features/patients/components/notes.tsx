import { Button, Textarea } from '@mantine/core'
import { IconCheck, IconLock } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import type { Patient } from '../api'
import { useNotes } from '../use-notes'
import classes from './notes.module.css'

type Notes = ReturnType<typeof useNotes>

/** Two people wrote: both texts, and three ways on. */
function Both({ theirs, text, settle }: Pick<Notes, 'text' | 'settle'> & { theirs: Patient }) {
  const t = useT()
  return (
    <div role="alert" className={classes.both}>
      <strong>{t('people.notes.conflict')}</strong>
      <p>{t('people.notes.conflictText')}</p>
      <h3>{t('people.notes.theirs')}</h3>
      <blockquote>{theirs.notes || t('people.notes.theirsEmpty')}</blockquote>
      <h3>{t('people.notes.yours')}</h3>
      <blockquote>{text}</blockquote>
      <div className={classes.ways}>
        <Button size="sm" onClick={() => settle(`${theirs.notes}\n\n${text}`.trim())}>
          {t('people.notes.keepBoth')}
        </Button>
        <Button size="sm" variant="default" onClick={() => settle(text)}>
          {t('people.notes.keepYours')}
        </Button>
        <Button size="sm" variant="default" onClick={() => settle(theirs.notes)}>
          {t('people.notes.keepTheirs')}
        </Button>
      </div>
    </div>
  )
}

function State({ state, error, again }: Pick<Notes, 'state' | 'error' | 'again'>) {
  const t = useT()
  if (error && state !== 'saving')
    return (
      <div role="alert" className={classes.failed}>
        {t('people.notes.failed', { why: sentence(error, t) })}
        <Button size="compact-sm" variant="light" onClick={again}>
          {t('app.retry')}
        </Button>
      </div>
    )
  return (
    <span role="status" className={classes.state}>
      {state === 'saved' && <IconCheck size={16} aria-hidden />}
      {state !== 'still' && t(`people.notes.${state}`)}
    </span>
  )
}

/** What the staff should remember of a patient. */
export function Notes({ patient }: { patient: Patient }) {
  const t = useT()
  const notes = useNotes(patient)
  return (
    <section className={classes.notes}>
      <div className={classes.head}>
        <h2>{t('people.notes.title')}</h2>
        <State {...notes} />
      </div>
      <Textarea
        aria-label={t('people.notes.title')}
        placeholder={t('people.notes.placeholder')}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={10_000}
        value={notes.text}
        onChange={(event) => notes.type(event.currentTarget.value)}
        onBlur={notes.leave}
      />
      {notes.theirs && <Both theirs={notes.theirs} text={notes.text} settle={notes.settle} />}
      <p className={classes.hint}>
        <IconLock size={15} aria-hidden /> {t('people.notes.hint')}
      </p>
    </section>
  )
}
