import { Button, Group, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import { useDraftOf } from '@/lib/draft'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { Behind } from '@/ui/behind'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { type Provider, useChangeProvider } from '../api'
import classes from './practice.module.css'

/** Name and specialty, as patients read them. */
export function AboutCard({ provider }: { provider: Provider }) {
  const t = useT()
  const { mutate, isPending, error, reset } = useChangeProvider(provider)
  const { name, specialty } = provider
  const typed = useDraftOf({ name, specialty }, provider.version)
  const refused = fieldErrors(error, ['name', 'specialty'], t)
  const save = (event: FormEvent) => {
    event.preventDefault()
    mutate(
      { ...typed.draft, version: typed.version },
      {
        onSuccess: ({ version, ...now }) => {
          typed.saved({ name: now.name, specialty: now.specialty }, version)
          notifyDone(t('practice.providers.saved'))
        },
      },
    )
  }
  return (
    <form className={classes.card} onSubmit={save} noValidate>
      <h2>{t('practice.providers.about')}</h2>
      <div className={classes.pair}>
        <TextInput
          label={t('practice.providers.name')}
          value={typed.draft.name}
          onChange={(event) => typed.change({ name: event.currentTarget.value })}
          error={typed.draft.name.trim() ? refused.name : t('valid.required')}
        />
        <TextInput
          label={t('practice.providers.specialty')}
          value={typed.draft.specialty}
          onChange={(event) => typed.change({ specialty: event.currentTarget.value })}
          error={refused.specialty}
        />
      </div>
      {typed.behind ? (
        <Behind typed={typed} onDecide={reset} />
      ) : (
        Object.keys(refused).length === 0 && <ProblemAlert error={error} />
      )}
      <Group justify="flex-end">
        <Button
          type="submit"
          loading={isPending}
          disabled={!typed.touched || typed.behind || !typed.draft.name.trim()}
        >
          {t('app.save')}
        </Button>
      </Group>
    </form>
  )
}
