import { Button, Skeleton, Stack } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { Face } from '@/ui/face'
import { Failure } from '@/ui/failure'
import { list, type Patient } from '../api'
import classes from './patients.module.css'

type Props = { q: string; onOpen: (patient: Patient) => void }

function Row({ patient, onOpen }: { patient: Patient; onOpen: Props['onOpen'] }) {
  const format = useFormats()
  return (
    <li>
      <button type="button" className={classes.row} onClick={() => onOpen(patient)}>
        <Face name={patient.name} size={40} />
        <strong>{patient.name}</strong>
        <span className="tabular">{patient.phone ? format.phone(patient.phone) : '–'}</span>
        <span className={classes.email}>{patient.email ?? '–'}</span>
      </button>
    </li>
  )
}

export function PatientList({ q, onOpen }: Props) {
  const t = useT()
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(list(q))
  if (isPending)
    return (
      <Stack gap={8}>
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Skeleton key={key} height={64} />
        ))}
      </Stack>
    )
  if (!data) return <Failure error={error} onRetry={refetch} />
  const patients = data.pages.flatMap(({ items }) => items)
  if (patients.length === 0)
    return (
      <Empty
        icon={<IconUsers size={28} aria-hidden />}
        title={q ? t('staff.patients.none', { q }) : t('staff.patients.noneYet')}
      />
    )
  return (
    <>
      <ul className={classes.list}>
        {patients.map((patient) => (
          <Row key={patient.id} patient={patient} onOpen={onOpen} />
        ))}
      </ul>
      {hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={isFetchingNextPage}
          onClick={() => fetchNextPage()}
        >
          {t('staff.patients.more')}
        </Button>
      )}
    </>
  )
}
