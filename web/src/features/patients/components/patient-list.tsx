import { IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/phones'
import { Empty } from '@/ui/empty'
import { Face } from '@/ui/face'
import { Failure } from '@/ui/failure'
import { LongList } from '@/ui/long-list'
import { More } from '@/ui/more'
import { WaitingList } from '@/ui/waiting'
import { list, type Patient } from '../api'
import classes from './patients.module.css'

type Props = {
  q: string
  /** The way on where nobody is found. */
  begin: ReactNode
  onOpen: (patient: Patient) => void
  /** Somebody points at a patient, and is likely to open them next. */
  onIntent: (patient: Patient) => void
}

function Row({ patient, onOpen, onIntent }: Omit<Props, 'q' | 'begin'> & { patient: Patient }) {
  const phoneOf = usePhone()
  return (
    <button
      type="button"
      className={classes.row}
      onClick={() => onOpen(patient)}
      onPointerEnter={() => onIntent(patient)}
      onFocus={() => onIntent(patient)}
    >
      <Face name={patient.name} size={40} />
      <strong>{patient.name}</strong>
      <span className="tabular" data-none={!patient.phone || undefined}>
        {patient.phone ? phoneOf(patient.phone) : '–'}
      </span>
      <span className={classes.email} data-none={!patient.email || undefined}>
        {patient.email ?? '–'}
      </span>
    </button>
  )
}

export function PatientList({ q, begin, ...act }: Props) {
  const t = useT()
  const listed = useInfiniteQuery(list(q))
  const { data, error, isPending, refetch } = listed
  if (isPending) return <WaitingList rows={8} face />
  if (!data) return <Failure error={error} onRetry={refetch} />
  const patients = data.pages.flatMap(({ items }) => items)
  if (patients.length === 0)
    return (
      <Empty
        icon={<IconUsers size={28} aria-hidden />}
        title={q ? t('staff.patients.none', { q }) : t('staff.patients.noneYet')}
        text={t(q ? 'staff.patients.noneText' : 'staff.patients.noneYetText')}
      >
        {begin}
      </Empty>
    )
  return (
    <>
      <LongList
        items={patients}
        keyOf={({ id }) => id}
        render={(patient) => <Row patient={patient} {...act} />}
        label={t('staff.patients.title')}
        estimate={64}
        className={classes.list}
      />
      <More
        shown={patients.length}
        has={listed.hasNextPage}
        loading={listed.isFetchingNextPage}
        failed={listed.isFetchNextPageError}
        onMore={listed.fetchNextPage}
      />
    </>
  )
}
