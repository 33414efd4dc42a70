import type { ReactNode } from 'react'
import type { Schema } from '@/api/client'
import { PayStep } from '@/features/payments/components/pay-step'
import { useT } from '@/lib/i18n'
import { dayOf } from '@/lib/wall'
import { LinkButton } from '@/ui/links'

type Props = {
  visit: Schema['Appointment']
  slug: string
  settled: ReactNode
}

/** A visit that is to be paid; when that is over, its time again where it is still free. */
export function Paying({ visit, slug, settled }: Props) {
  const t = useT()
  const { service, provider, starts_at, starts_local } = visit
  const day = dayOf(starts_local)
  const wish = { service: service.id, with: provider.id, day }
  return (
    <PayStep
      visit={visit}
      settled={settled}
      onward={<LinkButton to="/portal">{t('payments.pay.toVisits')}</LinkButton>}
      again={
        <>
          <LinkButton
            to="/book/$slug"
            params={{ slug }}
            search={{ ...wish, at: starts_at, by: provider.id }}
          >
            {t('payments.pay.rebook')}
          </LinkButton>
          <LinkButton to="/book/$slug" params={{ slug }} search={wish} variant="default">
            {t('payments.pay.others')}
          </LinkButton>
        </>
      }
    />
  )
}
