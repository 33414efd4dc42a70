import { SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLanguage, useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { WaitingCard } from '@/ui/waiting'
import { type Template, templates, type Which } from '../settings-api'
import classes from './template.module.css'
import { TemplateEditor } from './template-editor'

const isSame = (a: Which, b: Which) =>
  a.kind === b.kind && a.channel === b.channel && a.language === b.language

const distinct = <Item,>(items: Item[]) => [...new Set(items)]

function Chooser({
  all,
  chosen,
  onChoose,
}: {
  all: Template[]
  chosen: Template
  onChoose: (which: Which) => void
}) {
  const t = useT()
  const kinds = distinct(all.map(({ kind }) => kind))
  const channels = distinct(
    all.filter(({ kind }) => kind === chosen.kind).map((each) => each.channel),
  )
  const choose = (change: Partial<Which>) => onChoose({ ...chosen, ...change })
  return (
    <div className={classes.choose}>
      <Select
        label={t('messages.kind')}
        value={chosen.kind}
        onChange={(value) => choose({ kind: value as Which['kind'] })}
        data={kinds.map((value) => {
          const own = all.some(({ kind, own }) => kind === value && own)
          return {
            value,
            label: t(`messages.kinds.${value}`) + (own ? ` · ${t('messages.own')}` : ''),
          }
        })}
      />
      <SegmentedControl
        aria-label={t('messages.channel')}
        value={chosen.channel}
        onChange={(value) => choose({ channel: value as Which['channel'] })}
        data={channels.map((value) => ({ value, label: t(`staff.messages.channel.${value}`) }))}
      />
      <SegmentedControl
        aria-label={t('messages.language')}
        value={chosen.language}
        onChange={(value) => choose({ language: value as Which['language'] })}
        data={[
          { value: 'pt', label: 'Português' },
          { value: 'en', label: 'English' },
        ]}
      />
    </div>
  )
}

/** What the clinic's messages say; what it has not changed says what we say. */
export function Templates({ email }: { email: string }) {
  const spoken = useLanguage()
  const { data, error, isPending, refetch } = useQuery(templates())
  const [which, choose] = useState<Which>({
    kind: 'confirmation',
    channel: 'email',
    language: spoken === 'en' ? 'en' : 'pt',
  })
  if (isPending) return <WaitingCard fields={6} />
  if (!data) return <Failure error={error} onRetry={refetch} />
  // Not every message goes over every channel: then the mail stands for it.
  const chosen =
    data.find((each) => isSame(each, which)) ??
    data.find((each) => isSame(each, { ...which, channel: 'email' }))
  if (!chosen) return null
  const name = `${chosen.kind} ${chosen.channel} ${chosen.language}`
  return (
    <>
      <Chooser all={data} chosen={chosen} onChoose={choose} />
      <TemplateEditor key={name} template={chosen} email={email} />
    </>
  )
}
