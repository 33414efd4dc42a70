import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { clinic } from '@/api/queries'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { Failure } from '@/ui/failure'
import { DayView } from './day-view'

const staff = getRouteApi('/staff')
const route = getRouteApi('/staff/')

/** Goes to a day; a visit that was open is closed on the way. */
export function useGoToDay() {
  const navigate = useNavigate({ from: '/staff/' })
  return (day: Day | null) => navigate({ search: day ? { day } : {} })
}

/** The clinic's today is the server's to say; the address says any other day. */
export function DayPage() {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { day } = route.useSearch()
  const place = useQuery({ ...clinic(user.clinic.slug), refetchInterval: 60_000 })
  if (place.data)
    return (
      <>
        <title>{`${t('staff.nav.day')} · ${user.clinic.name}`}</title>
        <DayView user={user} today={place.data.today} day={day ?? place.data.today} />
      </>
    )
  if (place.error)
    return <Failure error={place.error} note={t('errors.calendar')} onRetry={place.refetch} />
  return <Skeleton height="70vh" />
}
