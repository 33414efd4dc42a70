import { Button, Group, NumberInput, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ReactNode } from 'react'
import { amountOf, written } from '@/lib/amounts'
import { useLocale, useT } from '@/lib/i18n'
import { FormProblem, useFieldErrors } from '@/ui/field-errors'
import type { Policy } from '../office-api'
import { policyOf, type Typed, typed } from '../policy'

type Props = {
  policy: Policy
  currency: string
  pending: boolean
  error: unknown
  /** What is to be decided before this can be saved. */
  behind: ReactNode
  onTouch: () => void
  onSubmit: (policy: Required<Policy>) => void
  onCancel?: () => void
}

const KINDS = ['none', 'amount', 'full'] as const
const shown = ['deposit_amount', 'cancellation_hours', 'late_cancel_fee', 'no_show_fee']

function usePolicyForm({ policy, currency, error, onTouch }: Props) {
  const t = useT()
  const locale = useLocale()
  const example = { example: written(1050, currency, locale) }
  const optional = (text: string) =>
    text.trim() && amountOf(text, currency) === null ? t('payments.policy.invalid', example) : null
  const form = useForm<Typed>({
    onValuesChange: onTouch,
    initialValues: typed(policy, currency, locale),
    validate: {
      deposit_amount: (text, { deposit_kind }) =>
        deposit_kind === 'amount' && !amountOf(text, currency)
          ? t('payments.refund.invalid', example)
          : null,
      late_cancel_fee: optional,
      no_show_fee: optional,
    },
  })
  return { form, onWrong: useFieldErrors(form, error, shown) }
}

/** A deposit, how late one may cancel, and what it costs otherwise. */
export function PolicyForm(props: Props) {
  const t = useT()
  const { currency, pending, error, behind, onSubmit, onCancel } = props
  const { form, onWrong } = usePolicyForm(props)
  const money = (name: 'deposit_amount' | 'late_cancel_fee' | 'no_show_fee', label: string) => (
    <TextInput
      label={`${label} (${currency})`}
      placeholder={name === 'deposit_amount' ? '' : t('payments.policy.noFee')}
      inputMode="decimal"
      autoComplete="off"
      maw={260}
      {...form.getInputProps(name)}
    />
  )
  return (
    <form
      onSubmit={form.onSubmit((values) => onSubmit(policyOf(values, currency)), onWrong)}
      noValidate
    >
      <Stack gap="sm">
        <Radio.Group
          size="md"
          label={t('payments.policy.deposit')}
          {...form.getInputProps('deposit_kind')}
        >
          <Group mt={6}>
            {KINDS.map((kind) => (
              <Radio key={kind} value={kind} label={t(`payments.policy.kinds.${kind}`)} />
            ))}
          </Group>
        </Radio.Group>
        {form.values.deposit_kind === 'amount' &&
          money('deposit_amount', t('payments.policy.amount'))}
        <NumberInput
          label={t('payments.policy.hours')}
          size="md"
          min={0}
          max={720}
          allowDecimal={false}
          hideControls
          maw={260}
          {...form.getInputProps('cancellation_hours')}
        />
        {money('late_cancel_fee', t('payments.policy.late'))}
        {money('no_show_fee', t('payments.policy.noShow'))}
        <FormProblem form={form} error={error} shown={shown} instead={behind} />
        <Group justify="flex-end">
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t('app.cancel')}
            </Button>
          )}
          <Button type="submit" loading={pending} disabled={Boolean(behind)}>
            {t('app.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
