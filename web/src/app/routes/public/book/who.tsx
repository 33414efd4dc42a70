import { Loader, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Schema } from '@/api/client'
import { availability } from '@/api/queries'
import { useBook } from '@/features/booking/api'
import { GoOutside } from '@/features/booking/components/go-outside'
import { HoldClock } from '@/features/booking/components/hold-clock'
import { LostSlot, refusalOf, taken } from '@/features/booking/components/lost-slot'
import { isFramed } from '@/features/booking/framed'
import { useHold } from '@/features/booking/hold'
import { backTo } from '@/features/booking/search'
import { type Slot, useDraft } from '@/features/booking/store'
import { TermsNote } from '@/features/payments/components/terms-note'
import { useClinicTime } from '@/lib/elsewhere'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { ProblemAlert } from '@/ui/problem-alert'
import { StepHeading } from '@/ui/step-heading'
import { Identify } from './identify'
import type { BookData } from './page'
import { seekingOf, usePickSlot } from './time'
import { useGo } from './wizard'

type Props = { data: BookData; service: Schema['PublicService'] }

/** The slot of the address: known from the click, or looked up after a reload or a shared link. */
function useChosen(data: BookData, service_id: string) {
  const { at, by, day } = data.choices
  const slot = useDraft((draft) => draft.slot)
  const hold = useDraft((draft) => draft.hold)
  const known = slot && slot.starts_at === at && slot.provider_id === by ? slot : undefined
  const looked = useQuery({
    ...availability(seekingOf(data, service_id, hold?.id), day ?? data.clinic.today, 1),
    enabled: !known,
  })
  const found = looked.data?.slots.find((s) => s.starts_at === at && s.provider_id === by)
  return { slot: known ?? found, looked }
}

function useBooking(service_id: string, slot: Slot | undefined) {
  const go = useGo()
  const book = useBook()
  const submit = (identify?: () => Promise<unknown>) => {
    if (!slot) return
    const { starts_at, provider_id } = slot
    // Asked for when it is sent: every letter of a note would draw the whole step anew.
    const { notes, forget } = useDraft.getState()
    const wish = { service_id, provider_id, starts_at, notes: notes.trim() }
    book.mutate(
      { wish, identify },
      { onSuccess: ({ id }) => void go({ service: service_id, done: id }, true).then(forget) },
    )
  }
  return { book, submit }
}

type ChosenProps = { slot: Slot; zone: string; service: string; names: BookData['names'] }

/** What is about to be booked, in one sentence where the eye already is. */
function Chosen({ slot, zone, service, names }: ChosenProps) {
  const t = useT()
  const format = useFormats()
  const timeOf = useClinicTime(zone)
  const when = `${capital(format.longDay(slot.starts_local))}, ${timeOf(slot)}`
  return (
    <Text c="dimmed" mt={6}>
      <strong>{when}</strong> · {service} {t('with', { name: names.get(slot.provider_id) })}
    </Text>
  )
}

export function Who({ data, service }: Props) {
  const t = useT()
  const go = useGo()
  const pick = usePickSlot(data)
  const { slot, looked } = useChosen(data, service.id)
  const keeping = useHold(data.slug, service.id, slot)
  const { book, submit } = useBooking(service.id, slot)
  const gone = !slot && looked.data ? taken(t, looked.data.slots) : null
  const refusal = gone ?? refusalOf(book.error, t) ?? refusalOf(keeping.error, t)
  const others = () => go(backTo('time', data.choices))
  const pickOther = (other: Slot) => {
    book.reset()
    keeping.reset()
    pick(other, true)
  }
  return (
    <>
      <div>
        <StepHeading>{t('booking.stepWho')}</StepHeading>
        {slot && !refusal && (
          <Chosen
            slot={slot}
            zone={data.clinic.timezone}
            service={service.name}
            names={data.names}
          />
        )}
      </div>
      {!slot && looked.isPending && <Loader aria-label={t('app.loading')} />}
      {!slot && looked.isError && <Failure error={looked.error} onRetry={looked.refetch} compact />}
      {refusal && (
        <LostSlot refusal={refusal} names={data.names} onPick={pickOther} onOthers={others} />
      )}
      {slot && !refusal && (
        <>
          <HoldClock hold={keeping.hold} pending={keeping.isPending} />
          <ProblemAlert error={keeping.error} />
          <TermsNote terms={service.terms} price={service.price} />
          {isFramed() ? (
            <GoOutside hold={keeping.hold} pending={keeping.isPending} />
          ) : (
            <Identify
              data={data}
              submit={submit}
              error={book.error}
              pending={book.isPending || book.isSuccess}
            />
          )}
        </>
      )}
    </>
  )
}
