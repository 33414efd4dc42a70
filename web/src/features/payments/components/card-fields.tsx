import { Alert, Button, Loader, useComputedColorScheme } from '@mantine/core'
import { IconAlertCircle, IconCreditCard } from '@tabler/icons-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useLocale, useT } from '@/lib/i18n'
import type { Outcome } from '../judging'
import { type CardForm, type Opening, openForm } from '../stripe'
import classes from './payments.module.css'
import { TestMoney } from './test-money'

type Props = {
  opening: Opening
  test: boolean
  label: string
  act: (form: CardForm) => Promise<Outcome>
  onOutcome: (outcome: Outcome) => void
  /** After an answer that nobody heard. */
  onAsk: () => void
}

const fields = ['number', 'exp_month', 'exp_year', 'cvc'] as const
const said = (word: (field: (typeof fields)[number]) => string) =>
  Object.fromEntries(fields.map((field) => [field, word(field)]))

/** Stripe's form, standing in the page for as long as this is. */
function useForm(opening: Opening) {
  const t = useT()
  const locale = useLocale()
  const dark = useComputedColorScheme() === 'dark'
  const node = useRef<HTMLDivElement>(null)
  const [form, setForm] = useState<CardForm | null>(null)
  const [failed, setFailed] = useState(false)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another look is no reason to type the card again.
  useEffect(() => {
    const place = node.current
    if (!place) return
    let over = false
    let mine: CardForm | null = null
    const words = said((field) => t(`payments.pay.fields.${field}`))
    const places = said((field) => t(`payments.pay.places.${field}`))
    openForm(place, opening, { locale, dark, words, places }).then(
      (opened) => {
        mine = opened
        if (over) return opened.close()
        setForm(opened)
      },
      () => !over && setFailed(true),
    )
    return () => {
      over = true
      mine?.close()
      setForm(null)
    }
  }, [attempt])
  const reopen = () => {
    setFailed(false)
    setAttempt(attempt + 1)
  }
  const state = failed ? 'failed' : form ? 'ready' : 'loading'
  return { node, form, state, reopen }
}

function Trouble({ outcome, onAsk }: { outcome: Outcome | null; onAsk: () => void }) {
  const t = useT()
  if (!outcome || outcome.kind === 'sent' || outcome.kind === 'stale') return null
  const unknown = outcome.kind === 'unknown'
  return (
    <Alert role="alert" color={unknown ? 'lagoon' : 'guava'} icon={<IconAlertCircle aria-hidden />}>
      {t(`payments.said.${outcome.kind === 'refused' ? outcome.why : outcome.kind}`)}
      {unknown && (
        <Button size="compact-sm" variant="light" mt="sm" display="block" onClick={onAsk}>
          {t('payments.pay.again')}
        </Button>
      )}
    </Alert>
  )
}

/** Where a card is typed. The fields are Stripe's; what is done with them, the caller says. */
export function CardFields({ opening, test, label, act, onOutcome, onAsk }: Props) {
  const t = useT()
  const { node, form, state, reopen } = useForm(opening)
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!form || busy) return
    setBusy(true)
    setOutcome(null)
    const found = await act(form).catch((): Outcome => ({ kind: 'unknown' }))
    setOutcome(found)
    setBusy(false)
    onOutcome(found)
  }
  return (
    <form onSubmit={submit} noValidate className={classes.form} aria-label={t('payments.pay.form')}>
      {test && <TestMoney fill={form?.fill} />}
      <div ref={node} className={opening.script_url ? classes.standIn : classes.fields} />
      {state === 'loading' && <Loader aria-label={t('payments.pay.loading')} />}
      {state === 'failed' && (
        <Alert role="alert" color="guava" icon={<IconAlertCircle aria-hidden />}>
          {t('payments.pay.script')}
          <Button size="compact-sm" variant="light" mt="sm" display="block" onClick={reopen}>
            {t('app.retry')}
          </Button>
        </Alert>
      )}
      <Trouble outcome={outcome} onAsk={onAsk} />
      <Button
        type="submit"
        size="lg"
        // Disabled while it is busy, it would lose the focus.
        aria-disabled={busy}
        disabled={state !== 'ready'}
        leftSection={
          busy ? (
            <Loader size={20} color="currentColor" />
          ) : (
            <IconCreditCard size={20} aria-hidden />
          )
        }
      >
        {label}
      </Button>
    </form>
  )
}
