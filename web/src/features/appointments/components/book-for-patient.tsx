import { Alert, Button, Group, Select, Stack, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Schema } from '@/api/client'
import { availability } from '@/api/queries'
import { capital, useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { type Day, dayOf, minutesBetween, type Wall, wallAt } from '@/lib/wall'
import type { Wish } from '../book'

type Slot = Schema['Slot']
type Props = {
  day: Day
  provider: string | undefined
  minute: number | undefined
  services: Schema['PublicService'][]
  providers: Schema['PublicProvider'][]
  patient: { id: string; name: string } | null
  /** How to say who it is for; another feature's business. */
  picker: ReactNode
  pending: boolean
  /** Why it was refused, if it was. */
  problem: ReactNode
  onBook: (wish: Wish) => void
  onCancel: () => void
}

/** The offered time that is nearest to the one that was meant. */
export function nearest(slots: readonly Slot[], wanted: Wall | undefined): Slot | undefined {
  if (!wanted) return slots[0]
  const far = (slot: Slot) => Math.abs(minutesBetween(wanted, slot.starts_local))
  return slots.toSorted((a, b) => far(a) - far(b))[0]
}

function useOffer(props: Props, service: string | null, provider: string | null, picked: string) {
  const { day, minute, patient } = props
  const seeking = {
    service_id: service ?? '',
    provider_id: provider ?? '',
    ...(patient ? { patient_id: patient.id } : {}),
  }
  const offer = useQuery({ ...availability(seeking, day, 1), enabled: !!service && !!provider })
  const slots = (offer.data?.slots ?? []).filter((slot) => dayOf(slot.starts_local) === day)
  const wanted = minute === undefined ? undefined : wallAt(day, minute)
  const slot = slots.find(({ starts_at }) => starts_at === picked) ?? nearest(slots, wanted)
  return { offer, slots, slot, wanted }
}

export function BookForPatient(props: Props) {
  const { services, providers, patient, picker, pending, problem, onBook, onCancel } = props
  const t = useT()
  const format = useFormats()
  const [provider, setProvider] = useState<string | null>(props.provider ?? null)
  const offered = services.filter((s) => !provider || s.provider_ids.includes(provider))
  const [service, setService] = useState<string | null>(offered[0]?.id ?? null)
  const [picked, setPicked] = useState('')
  const [notes, setNotes] = useState('')
  const { offer, slots, slot, wanted } = useOffer(props, service, provider, picked)
  const able = providers.filter((p) => !service || p.service_ids.includes(service))
  const adjusted = wanted && slot && !picked && slot.starts_local !== wanted
  const chooseProvider = (id: string | null) => {
    setProvider(id)
    const can = services.filter((s) => id && s.provider_ids.includes(id))
    if (!can.some((s) => s.id === service)) setService(can[0]?.id ?? null)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!slot || !service || !patient) return
    onBook({ service_id: service, slot, patient, notes: notes.trim() })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {picker}
        <Select
          label={t('staff.book.provider')}
          value={provider}
          onChange={chooseProvider}
          data={(provider ? providers : able).map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Select
          label={t('staff.book.service')}
          value={service}
          onChange={setService}
          data={offered.map(({ id, name, duration_minutes: count }) => ({
            value: id,
            label: `${name} · ${t('minutes', { count })}`,
          }))}
        />
        <Select
          label={`${t('staff.book.time')} · ${capital(format.longDay(props.day))}`}
          value={slot?.starts_at ?? null}
          onChange={(value) => setPicked(value ?? '')}
          disabled={slots.length === 0}
          searchable
          data={slots.map((s) => ({ value: s.starts_at, label: format.time(s.starts_local) }))}
          error={
            offer.isError
              ? sentence(offer.error, t)
              : offer.data && slots.length === 0 && t('staff.book.noTimes')
          }
        />
        {adjusted && (
          <Alert color="guava" py={8} role="status">
            {t('staff.book.nearest', {
              time: format.time(wanted),
              nearest: format.time(slot.starts_local),
            })}
          </Alert>
        )}
        <Textarea
          label={`${t('staff.book.notes')} (${t('app.optional')})`}
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
          rows={2}
        />
        {problem}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" loading={pending} disabled={!slot || !patient}>
            {t('staff.book.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
