import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useT } from '@/lib/i18n'
import { rules as valid } from '@/lib/valid'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { type StoredFile, useChange } from '../api'
import type { Visit } from '../group'
import { KINDS } from '../kinds'

type Props = { file: StoredFile; visits: readonly Visit[]; onDone: () => void }

const NONE = ''

/** What it is called, what it is, and to which visit it belongs. */
export function EditForm({ file, visits, onDone }: Props) {
  const t = useT()
  const [name, setName] = useState(file.name)
  const [kind, setKind] = useState(file.kind)
  const [visit, setVisit] = useState(file.appointment_id ?? NONE)
  const { mutate, isPending, error } = useChange()
  const wrong = valid(t).required(name)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (wrong) return
    const change = {
      ...(name.trim() === file.name ? {} : { name: name.trim() }),
      ...(kind === file.kind ? {} : { kind }),
      ...(visit === (file.appointment_id ?? NONE) ? {} : { appointment_id: visit || null }),
    }
    if (Object.keys(change).length === 0) return onDone()
    mutate(
      { file, change },
      {
        onSuccess: () => {
          notifyDone(t('files.saved'))
          onDone()
        },
      },
    )
  }
  return (
    <form onSubmit={save} noValidate>
      <Stack>
        <ProblemAlert error={error} />
        <TextInput
          label={t('files.name')}
          value={name}
          error={wrong}
          maxLength={200}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Select
          label={t('files.kindLabel')}
          data={KINDS.map((value) => ({ value: value as string, label: t(`files.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(KINDS.find((each) => each === value) ?? kind)}
        />
        {visits.length > 0 && (
          <Select
            label={t('files.visit')}
            data={[
              { value: NONE, label: t('files.noVisit') },
              ...visits.map(({ id, label }) => ({ value: id, label })),
            ]}
            value={visit}
            onChange={(value) => setVisit(value ?? NONE)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {t('app.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
