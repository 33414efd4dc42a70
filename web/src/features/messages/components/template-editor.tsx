import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRef } from 'react'
import { useDraftOf } from '@/lib/draft'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { Behind } from '@/ui/behind'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { type Template, useResetTemplate, useSaveTemplate, useSendTest } from '../settings-api'
import classes from './template.module.css'
import { TemplatePreview } from './template-preview'
import { Variables } from './variables'

type Props = { template: Template; email: string }

function useActs(told: Template, onReset: () => void) {
  const t = useT()
  const reset = useResetTemplate()
  const test = useSendTest()
  const onError = (error: Error) => notifyFailed(sentence(error, t))
  return {
    resetting: reset.isPending,
    testing: test.isPending,
    reset: () => {
      const onSuccess = () => {
        onReset()
        notifyDone(t('messages.resetDone'))
      }
      reset.mutate(told, { onSuccess, onError })
    },
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
  const { mutate, isPending, error, reset } = useSaveTemplate()
  const typed = useDraftOf({ subject: template.subject, body: template.body }, template.version)
  const { draft: words, change, touched, behind } = typed
  const acts = useActs(template, typed.drop)
  const [settled] = useDebouncedValue(words, 400)
  const area = useRef<HTMLTextAreaElement>(null)
  const draft = { ...template, ...words, version: typed.version }
  const refused = fieldErrors(error, ['subject', 'body'], t)
  const insert = (name: string) => {
    const { selectionStart: from = 0, selectionEnd: to = 0 } = area.current ?? {}
    const written = `{{ ${name} }}`
    change({ body: words.body.slice(0, from) + written + words.body.slice(to) })
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(from + written.length, from + written.length)
    })
  }
  const onSuccess = ({ subject, body, version }: Template) => {
    typed.saved({ subject, body }, version)
    notifyDone(t('messages.saved'))
  }
  return (
    <div className={classes.editor}>
      <Stack gap="sm">
        {template.channel === 'email' && (
          <TextInput
            label={t('messages.subject')}
            value={words.subject}
            error={refused.subject}
            onChange={(event) => change({ subject: event.currentTarget.value })}
          />
        )}
        <Textarea
          ref={area}
          label={t('messages.body')}
          value={words.body}
          error={refused.body}
          onChange={(event) => change({ body: event.currentTarget.value })}
          autosize
          minRows={template.channel === 'email' ? 12 : 5}
          maxRows={22}
          spellCheck
          lang={template.language}
        />
        <Variables variables={template.variables} onInsert={insert} />
        {behind ? (
          <Behind typed={typed} onDecide={reset} />
        ) : (
          Object.keys(refused).length === 0 && <ProblemAlert error={error} />
        )}
        <Group>
          <Button
            loading={isPending}
            disabled={!touched || behind}
            onClick={() => mutate(draft, { onSuccess })}
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
