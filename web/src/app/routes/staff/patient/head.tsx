import { Badge, Button } from '@mantine/core'
import { IconEdit, IconMail, IconPhone } from '@tabler/icons-react'
import { useState } from 'react'
import { type Editing, PatientEditor } from '@/app/parts/patient-editor'
import { ageOn } from '@/features/patients/age'
import type { Patient } from '@/features/patients/api'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/phones'
import { isGuess } from '@/lib/versions'
import type { Day } from '@/lib/wall'
import { Face } from '@/ui/face'
import { StepHeading } from '@/ui/step-heading'
import { ArchiveMenu } from './archive'
import classes from './patient.module.css'

function Contact({ phone, email }: Patient) {
  const t = useT()
  const phoneOf = usePhone()
  if (!phone && !email) return <span>{t('people.head.noContact')}</span>
  return (
    <>
      {phone && (
        <a href={`tel:${phone}`} aria-label={t('people.head.call', { phone: phoneOf(phone) })}>
          <IconPhone size={17} aria-hidden /> <span className="tabular">{phoneOf(phone)}</span>
        </a>
      )}
      {email && (
        <a href={`mailto:${email}`} aria-label={t('people.head.write', { email })}>
          <IconMail size={17} aria-hidden /> <span>{email}</span>
        </a>
      )}
    </>
  )
}

type Props = { person: Patient; locale: string; today: Day | undefined }

/** Who they are, and how to reach them. */
export function Head({ person, locale, today }: Props) {
  const t = useT()
  const [editing, setEditing] = useState<Editing>(null)
  const language = t(`app.languages.${person.locale.startsWith('pt') ? 'pt-BR' : 'en'}`)
  const facts = [
    today && person.birth_date && t('people.head.age', { count: ageOn(today, person.birth_date) }),
    t('people.head.speaks', { language }),
  ].filter(Boolean)
  return (
    <header className={classes.head}>
      <Face name={person.name} size={68} />
      <div className={classes.who}>
        <div className={classes.name}>
          <StepHeading focus={false}>{person.name}</StepHeading>
          {person.archived_at && (
            <Badge color="gray" variant="light" size="lg">
              {t('people.head.archived')}
            </Badge>
          )}
        </div>
        <p className={classes.facts}>{facts.join(' · ')}</p>
        <div className={classes.contact}>
          <Contact {...person} />
        </div>
      </div>
      <div className={classes.acts}>
        <Button
          variant="default"
          leftSection={<IconEdit size={18} aria-hidden />}
          // What is still on its way has no version that could be changed.
          data-disabled={isGuess(person)}
          aria-disabled={isGuess(person)}
          onClick={() => !isGuess(person) && setEditing(person)}
        >
          {t('staff.patients.edit')}
        </Button>
        {!person.archived_at && <ArchiveMenu patient={person} />}
      </div>
      <PatientEditor
        key={editing ? person.id : 'none'}
        editing={editing}
        locale={locale}
        onDone={() => setEditing(null)}
      />
    </header>
  )
}
