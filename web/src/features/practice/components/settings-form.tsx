import { Button, Group, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useDraftOf } from '@/lib/draft'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { rules } from '@/lib/valid'
import { Behind } from '@/ui/behind'
import { Failure } from '@/ui/failure'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { WaitingCard } from '@/ui/waiting'
import { type Settings, settings, useSaveSettings } from '../api'
import { BrandPreview } from './brand-preview'
import { ColorField, OURS } from './color-field'
import classes from './practice.module.css'
import own from './settings.module.css'
import { ShareCard } from './share-card'

const texts = ['name', 'phone', 'email', 'address', 'about'] as const
const LONGEST = { name: 200, phone: 40, email: 254, address: 500, about: 1000 } as const

type Draft = Record<(typeof texts)[number], string> & { brand_color: string | null }
type Fields = {
  draft: Draft
  change: (some: Partial<Draft>) => void
  wrong: Partial<Record<string, string | null>>
}

const draftOf = (told: Settings): Draft => ({
  name: told.name,
  phone: told.phone ?? '',
  email: told.email ?? '',
  address: told.address ?? '',
  about: told.about ?? '',
  brand_color: told.brand_color,
})

function Profile({ draft, change, wrong }: Fields) {
  const t = useT()
  const field = (name: (typeof texts)[number]) => ({
    label:
      name === 'name'
        ? t('practice.settings.name')
        : `${t(`practice.settings.${name}`)} (${t('app.optional')})`,
    maxLength: LONGEST[name],
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ [name]: event.currentTarget.value }),
    error: wrong[name],
  })
  return (
    <section className={classes.card}>
      <h2>{t('practice.settings.profile')}</h2>
      <p className={classes.lead}>{t('practice.settings.profileText')}</p>
      <TextInput {...field('name')} />
      <div className={classes.pair}>
        <TextInput type="tel" inputMode="tel" {...field('phone')} />
        <TextInput type="email" inputMode="email" autoCapitalize="none" {...field('email')} />
      </div>
      <Textarea
        autosize
        minRows={3}
        maxRows={6}
        description={t('practice.settings.addressHint')}
        {...field('address')}
      />
      <Textarea
        autosize
        minRows={3}
        maxRows={8}
        description={t('practice.settings.aboutHint')}
        {...field('about')}
      />
    </section>
  )
}

function Color({ draft, change, wrong }: Fields) {
  const t = useT()
  const { brand_color, name } = draft
  return (
    <section className={classes.card}>
      <h2>{t('practice.settings.color')}</h2>
      <p className={classes.lead}>{t('practice.settings.colorText')}</p>
      <ColorField
        value={brand_color}
        error={wrong.brand_color ?? undefined}
        onChange={(color) => change({ brand_color: color })}
      />
      <BrandPreview name={name} color={brand_color ?? OURS} />
    </section>
  )
}

function Form({ told }: { told: Settings }) {
  const t = useT()
  const { mutate, isPending, error, reset } = useSaveSettings()
  const { draft, version, change, touched, behind, ...typed } = useDraftOf(
    draftOf(told),
    told.version,
  )
  const { required, email, optional } = rules(t)
  const refused = fieldErrors(error, [...texts, 'brand_color'], t)
  const wrong = {
    ...refused,
    name: required(draft.name) ?? refused.name,
    email: optional(email)(draft.email) ?? refused.email,
  }
  const sound = !required(draft.name) && !optional(email)(draft.email)
  const onSuccess = (saved: Settings) => {
    typed.saved(draftOf(saved), saved.version)
    notifyDone(t('practice.settings.saved'))
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (sound) mutate({ ...draft, expected_version: version }, { onSuccess })
  }
  const undo = () => {
    reset()
    typed.drop()
  }
  return (
    <form onSubmit={save} className={own.form} noValidate>
      <Profile draft={draft} change={change} wrong={wrong} />
      <Color draft={draft} change={change} wrong={wrong} />
      {behind ? (
        <Behind typed={typed} onDecide={reset} />
      ) : (
        Object.keys(refused).length === 0 && <ProblemAlert error={error} />
      )}
      <Group justify="flex-end">
        <Button variant="default" disabled={!touched} onClick={undo}>
          {t('app.undo')}
        </Button>
        <Button type="submit" loading={isPending} disabled={!touched || behind || !sound}>
          {t('app.save')}
        </Button>
      </Group>
    </form>
  )
}

/** What the clinic says of itself, its colour, and where patients find it. */
export function SettingsForm() {
  const { data, error, isPending, refetch } = useQuery(settings())
  if (isPending) return <WaitingCard fields={6} />
  if (!data) return <Failure error={error} onRetry={refetch} />
  return (
    <>
      <Form told={data} />
      <ShareCard slug={data.slug} name={data.name} />
    </>
  )
}
