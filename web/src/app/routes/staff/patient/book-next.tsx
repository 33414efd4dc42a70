import { Button, Group, Select, SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { providers, services } from '@/api/queries'
import { useBookFor } from '@/features/appointments/book'
import { useWhen } from '@/features/appointments/components/visit-when'
import type { User } from '@/features/auth/api'
import type { Patient } from '@/features/patients/api'
import { SlotPicker } from '@/features/slots/components/slot-picker'
import type { Slot } from '@/features/slots/days'
import { useT } from '@/lib/i18n'
import { type Day, dayOf } from '@/lib/wall'
import { Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { notifyDone } from '@/ui/notify'
import { ProblemAlert } from '@/ui/problem-alert'

type Props = { patient: Patient; user: User; today: Day; onDone: () => void }

const ANYONE = ''

/** What and with whom; who cannot do the treatment is not offered. */
function useWish({ clinic: { slug } }: User) {
  const offered = useQuery(services(slug))
  const people = useQuery(providers(slug))
  const [chosen, setChosen] = useState<string | null>(null)
  const [provider, setProvider] = useState(ANYONE)
  const service = chosen ?? offered.data?.[0]?.id ?? null
  const able = (people.data ?? []).filter(({ service_ids }) => service_ids.includes(service ?? ''))
  const withWhom = able.some(({ id }) => id === provider) ? provider : ANYONE
  return { offered, people, able, service, setChosen, withWhom, setProvider }
}

function Contents({ patient, user, today, onDone }: Props) {
  const t = useT()
  const when = useWhen()
  const { offered, people, able, service, setChosen, withWhom, setProvider } = useWish(user)
  const [day, setDay] = useState<Day>()
  const [slot, setSlot] = useState<Slot | null>(null)
  const book = useBookFor()
  const failed = [offered, people].find(({ isError, data }) => isError && !data)
  if (failed) return <Failure error={failed.error} onRetry={failed.refetch} compact />
  if (!service) return <Skeleton height={320} />
  const submit = () =>
    slot &&
    book.mutate(
      { service_id: service, slot, patient: { id: patient.id, name: patient.name }, notes: '' },
      {
        onSuccess: ({ starts_local }) => {
          notifyDone(t('people.next.booked', { when: when(starts_local) }))
          onDone()
        },
      },
    )
  // The day of a time that was chosen stays, also when that time is taken meanwhile.
  const mark = (marked: Slot | null) => {
    setSlot(marked)
    if (marked) setDay(dayOf(marked.starts_local))
  }
  const another = (change: () => void) => {
    setSlot(null)
    change()
  }
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('people.next.service')}
          value={service}
          onChange={(value) => another(() => setChosen(value))}
          data={(offered.data ?? []).map(({ id, name, duration_minutes: count }) => ({
            value: id,
            label: `${name} · ${t('minutes', { count })}`,
          }))}
        />
        <Select
          label={t('people.next.provider')}
          value={withWhom}
          onChange={(value) => another(() => setProvider(value ?? ANYONE))}
          data={[
            { value: ANYONE, label: t('people.next.anyone') },
            ...able.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </SimpleGrid>
      <SlotPicker
        key={`${service} ${withWhom}`}
        seeking={{
          service_id: service,
          patient_id: patient.id,
          ...(withWhom ? { provider_id: withWhom } : {}),
        }}
        today={today}
        day={day}
        onDay={setDay}
        chosen={slot?.starts_at ?? null}
        onMark={mark}
        onPick={mark}
      />
      <ProblemAlert error={book.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('app.cancel')}
        </Button>
        <Button disabled={!slot} loading={book.isPending} onClick={submit}>
          {slot
            ? t('people.next.confirm', { when: when(slot.starts_local) })
            : t('people.next.choose')}
        </Button>
      </Group>
    </Stack>
  )
}

/** The next visit, while the patient is still at the desk. */
export function BookNext({ opened, ...props }: Props & { opened: boolean }) {
  const t = useT()
  return (
    <Dialog
      opened={opened}
      onClose={props.onDone}
      size="lg"
      title={t('people.next.bookFor', { name: props.patient.name })}
    >
      <Contents {...props} />
    </Dialog>
  )
}
