import { Skeleton } from '@mantine/core'
import {
  IconCalendarCheck,
  IconCalendarOff,
  IconCalendarTime,
  IconLinkOff,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { clinic } from '@/api/queries'
import { LetterFrame } from '@/app/frames/letter-frame'
import { type Followed, followed } from '@/features/links/api'
import { CancelByLink } from '@/features/links/components/cancel-by-link'
import { ConfirmByLink } from '@/features/links/components/confirm-by-link'
import { LinkedVisit } from '@/features/links/components/linked-visit'
import { MoveByLink } from '@/features/links/components/move-by-link'
import { freeUntil } from '@/features/payments/cancelling'
import { CancellingCost } from '@/features/payments/components/cancelling-cost'
import { SlotPicker } from '@/features/slots/components/slot-picker'
import { hasCode } from '@/lib/errors'
import { speakLikeClinic, useT } from '@/lib/i18n'
import { useLiveUpdates } from '@/lib/realtime'
import { type Day, dayOf } from '@/lib/wall'
import { Branded } from '@/ui/brand'
import { Failure } from '@/ui/failure'
import { LinkButton } from '@/ui/links'

const route = getRouteApi('/visit')
const ICON = { size: 28, stroke: 1.6, 'aria-hidden': true } as const
type Asked = Followed & { token: string }

const icons = {
  confirm: IconCalendarCheck,
  reschedule: IconCalendarTime,
  cancel: IconCalendarOff,
} satisfies Record<Followed['purpose'], typeof IconLinkOff>

function Onward({ slug }: { slug: string }) {
  const t = useT()
  return (
    <>
      <LinkButton to="/portal">{t('booking.toPortal')}</LinkButton>
      <LinkButton to="/book/$slug" params={{ slug }} variant="default">
        {t('booking.another')}
      </LinkButton>
    </>
  )
}

/** Times that anybody could take: whoever follows a link is not signed in. */
function ChooseAnother({ token, appointment, clinic: place }: Asked) {
  useLiveUpdates({ clinic: place.slug })
  const { data } = useQuery(clinic(place.slug))
  const [day, setDay] = useState<Day>(dayOf(appointment.starts_local))
  if (!data) return <Skeleton height={220} />
  const seeking = {
    clinic: place.slug,
    service_id: appointment.service.id,
    provider_id: appointment.provider.id,
  }
  const picker = { seeking, today: data.today, day, onDay: setDay }
  return <MoveByLink token={token} picker={(picking) => <SlotPicker {...picker} {...picking} />} />
}

function Act(asked: Asked) {
  if (asked.purpose === 'confirm') return <ConfirmByLink token={asked.token} />
  if (asked.purpose === 'cancel') {
    const cost = asked.cancelling && <CancellingCost cost={asked.cancelling} side="patient" />
    const notAfter = freeUntil(asked.cancelling)
    return <CancelByLink token={asked.token} cost={cost} notAfter={notAfter} />
  }
  return <ChooseAnother {...asked} />
}

/** What became of it: done just now or before, or no longer to be done. */
function outcomeOf({ purpose, appointment: { status, starts_at } }: Followed, first: string) {
  if (purpose === 'confirm' && status === 'confirmed') return 'confirmed'
  if (status === 'cancelled') return 'cancelled'
  return purpose === 'reschedule' && starts_at !== first ? 'moved' : 'over'
}

function Visit({ asked }: { asked: Asked }) {
  const t = useT()
  const { purpose, clinic: place, appointment, possible } = asked
  const [first] = useState(appointment.starts_at)
  useEffect(() => void speakLikeClinic(place.locale), [place.locale])
  const { data: home } = useQuery(clinic(place.slug))
  const words = possible && appointment.starts_at === first ? purpose : outcomeOf(asked, first)
  const Icon = icons[purpose]
  return (
    <LetterFrame
      clinic={place.name}
      icon={<Icon {...ICON} />}
      title={t(`portal.link.${words}.title`)}
      lead={t(`portal.link.${words}.text`)}
      wide={words === 'reschedule'}
    >
      <Branded color={home?.brand_color} />
      <LinkedVisit visit={appointment} zone={words === 'reschedule' ? undefined : place.timezone} />
      {words === purpose ? <Act {...asked} /> : <Onward slug={place.slug} />}
    </LetterFrame>
  )
}

function Gone() {
  const t = useT()
  return (
    <LetterFrame
      icon={<IconLinkOff {...ICON} />}
      title={t('auth.link.invalid')}
      lead={t('portal.link.gone')}
    >
      <LinkButton to="/portal">{t('booking.toPortal')}</LinkButton>
    </LetterFrame>
  )
}

function Following({ token }: { token: string }) {
  const t = useT()
  const { data, error, refetch } = useQuery(followed(token))
  if (data) return <Visit asked={{ ...data, token }} />
  if (hasCode(error, 'token_invalid', 'not_found')) return <Gone />
  return (
    <LetterFrame icon={<IconCalendarTime {...ICON} />} title={t('portal.link.loading')}>
      {error ? (
        <Failure error={error} onRetry={refetch} compact />
      ) : (
        <Skeleton height={152} radius={20} />
      )}
    </LetterFrame>
  )
}

export function VisitPage() {
  const { token } = route.useRouteContext()
  return token ? <Following key={token} token={token} /> : <Gone />
}
