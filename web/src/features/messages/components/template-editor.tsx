import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { type Template, useResetTemplate, useSaveTemplate, useSendTest } from '../settings-api'
import classes from './template.module.css'
import { TemplatePreview } from './template-preview'
import { Variables } from './variables'

type Props = { template: Template; email: string }

function useActs(told: Template) {
  const t = useT()
  const reset = useResetTemplate()
  const test = useSendTest()
  const onError = (error: Error) => notifyFailed(sentence(error, t))
  return {
    resetting: reset.isPending,
    testing: test.isPending,
    reset: () =>
      reset.mutate(told, { onSuccess: () => notifyDone(t('messages.resetDone')), onError }),
    test: (words: Template, email: string) => {
      const { kind, channel, language, subject, body } = words
      const onSuccess = () => notifyDone(t('messages.tested', { email }))
      test.mutate({ kind, channel, language, subject, body }, { onSuccess, onError })
    },
  }
}

/** One message in one language over one channel: its words, and beside them what they become. */
export function TemplateEditor({ template, email }: Props) {
  const t = useT()
  const acts = useActs(template)
  const { mutate, isPending, error } = useSaveTemplate()
  const [words, setWords] = useState({ subject: template.subject, body: template.body })
  const [settled] = useDebouncedValue(words, 400)
  const area = useRef<HTMLTextAreaElement>(null)
  const draft = { ...template, ...words }
  const changed = words.subject !== template.subject || words.body !== template.body
  const refused = fieldErrors(error, ['subject', 'body'])
  const insert = (name: string) => {
    const { selectionStart: from = 0, selectionEnd: to = 0 } = area.current ?? {}
    const written = `{{ ${name} }}`
    setWords(({ body, ...rest }) => ({
      ...rest,
      body: body.slice(0, from) + written + body.slice(to),
    }))
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(from + written.length, from + written.length)
    })
  }
  return (
    <div className={classes.editor}>
      <Stack gap="sm">
        {template.channel === 'email' && (
          <TextInput
            label={t('messages.subject')}
            value={words.subject}
            error={refused.subject}
            onChange={(event) => setWords({ ...words, subject: event.currentTarget.value })}
          />
        )}
        <Textarea
          ref={area}
          label={t('messages.body')}
          value={words.body}
          error={refused.body}
          onChange={(event) => setWords({ ...words, body: event.currentTarget.value })}
          autosize
          minRows={template.channel === 'email' ? 12 : 5}
          maxRows={22}
          spellCheck
          lang={template.language}
        />
        <Variables variables={template.variables} onInsert={insert} />
        {Object.keys(refused).length === 0 && <ProblemAlert error={error} />}
        <Group>
          <Button
            loading={isPending}
            disabled={!changed}
            onClick={() => mutate(draft, { onSuccess: () => notifyDone(t('messages.saved')) })}
          >
            {t('app.save')}
          </Button>
          <Button variant="light" loading={acts.testing} onClick={() => acts.test(draft, email)}>
            {t('messages.test')}
          </Button>
          {template.own && (
            <Button variant="subtle" color="guava" loading={acts.resetting} onClick={acts.reset}>
              {t('messages.reset')}
            </Button>
          )}
        </Group>
      </Stack>
      <TemplatePreview
        trial={{
          kind: template.kind,
          channel: template.channel,
          language: template.language,
          ...settled,
        }}
      />
    </div>
  )
}
