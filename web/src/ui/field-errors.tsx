import { VisuallyHidden } from '@mantine/core'
import type { FormErrors } from '@mantine/form'
import { type ReactNode, useEffect } from 'react'
import { fieldErrors } from '@/lib/form-errors'
import { useT } from '@/lib/i18n'
import { ProblemAlert } from './problem-alert'

type Form = { errors: FormErrors; setErrors: (errors: FormErrors) => void }

/** To the first wrong field, in the order in which they are shown; a dialog lies over its page. */
function focusFirst(shown: readonly string[], wrong: object): void {
  const first = shown.find((field) => field in wrong)
  const nodes = document.querySelectorAll<HTMLElement>(`[data-path="${first}"]`)
  nodes.item(nodes.length - 1)?.focus()
}

/**
 * What the server says of fields stands on the fields, in the person's language, and the focus goes
 * to the first of them. Give the answer to the form's `onSubmit`, for what is found before asking.
 */
export function useFieldErrors(form: Form, error: unknown, shown: readonly string[]) {
  const t = useT()
  const { setErrors } = form
  const fields = shown.join(' ')
  useEffect(() => {
    const names = fields.split(' ')
    const wrong = fieldErrors(error, names, t)
    setErrors(wrong)
    focusFirst(names, wrong)
  }, [error, setErrors, fields, t])
  return (wrong: FormErrors) => focusFirst(shown, wrong)
}

type Props = {
  form: Pick<Form, 'errors'>
  error: unknown
  shown: readonly string[]
  /** What is to be decided first, in the place of an error that is about no field. */
  instead?: ReactNode
}

/** Says aloud which fields are wrong; what is about no field of this form stands here itself. */
export function FormProblem({ form, error, shown, instead }: Props) {
  const t = useT()
  const wrong = Object.values(form.errors).filter((why) => typeof why === 'string')
  const onFields = Object.keys(fieldErrors(error, shown, t)).length > 0
  const what = wrong.join(', ')
  return (
    <>
      <VisuallyHidden role="status" aria-live="assertive">
        {wrong.length > 0 && t('fields.count', { count: wrong.length, what })}
      </VisuallyHidden>
      {instead || (!onFields && <ProblemAlert error={error} />)}
    </>
  )
}
