import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { amountOf, written } from '@/lib/amounts'
import { useFormats } from '@/lib/format'
import { useLocale, useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'
import { type Payment, useRefund } from '../api'

type Props = { payment: Payment; onDone: () => void }

function useRefundForm({ refundable, currency }: Payment) {
  const t = useT()
  const format = useFormats()
  const locale = useLocale()
  const form = useForm({
    initialValues: { how: 'all', amount: '', reason: '' },
    validate: {
      amount: (text, { how }) => {
        if (how === 'all') return null
        const amount = amountOf(text, currency)
        if (!amount)
          return t('payments.refund.invalid', { example: written(1050, currency, locale) })
        const most = { amount: format.money({ amount: refundable, currency }) }
        return amount > refundable ? t('payments.refund.tooMuch', most) : null
      },
    },
  })
  const { how, amount } = form.values
  const asked = how === 'all' ? refundable : (amountOf(amount, currency) ?? 0)
  return { form, said: format.money({ amount: asked, currency }), asked }
}

function Form({ payment, onDone }: Props) {
  const t = useT()
  const format = useFormats()
  const { currency, refundable } = payment
  const { form, asked, said } = useRefundForm(payment)
  const { mutate, isPending, error } = useRefund(payment)
  const left = format.money({ amount: refundable, currency })
  const submit = form.onSubmit(({ how, reason }) => {
    const wish = { ...(how === 'all' ? {} : { amount: asked }), reason: reason.trim() }
    mutate(wish, {
      onSuccess: () => {
        notifyDone(t('payments.refund.done', { amount: said }))
        onDone()
      },
    })
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text>{t('payments.refund.left', { amount: left })}</Text>
        <Radio.Group aria-label={t('payments.refund.title')} {...form.getInputProps('how')}>
          <Stack gap={8}>
            <Radio value="all" label={t('payments.refund.all', { amount: left })} />
            <Radio value="part" label={t('payments.refund.part')} />
          </Stack>
        </Radio.Group>
        {form.values.how === 'part' && (
          <TextInput
            label={`${t('payments.refund.amount')} (${currency})`}
            inputMode="decimal"
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('amount')}
          />
        )}
        <TextInput
          label={`${t('payments.refund.reason')} (${t('app.optional')})`}
          maxLength={200}
          {...form.getInputProps('reason')}
        />
        <Text size="sm" c="dimmed">
          {t('payments.refund.final')}
        </Text>
        <ProblemAlert error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('app.keep')}
          </Button>
          <Button type="submit" color="guava.6" loading={isPending}>
            {t('payments.refund.yes', { amount: said })}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** All of it or a part goes back; asked for in words, with the amount on the button. */
export function RefundButton({ payment }: { payment: Payment }) {
  const t = useT()
  const [opened, open] = useState(false)
  if (payment.refundable <= 0) return null
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="guava" onClick={() => open(true)}>
        {t('payments.refund.open')}
      </Button>
      <Dialog opened={opened} onClose={() => open(false)} title={t('payments.refund.title')}>
        <Form payment={payment} onDone={() => open(false)} />
      </Dialog>
    </>
  )
}
