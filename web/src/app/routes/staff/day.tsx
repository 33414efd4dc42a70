import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { clinic } from '@/api/queries'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { WaitingPage } from '@/ui/waiting'
import { CalendarView } from './calendar-view'

const staff = getRouteApi('/staff')

/** The clinic's today is the server's to say; the address says any other day. */
export function DayPage() {
  const t = useT()
  const { user } = staff.useRouteContext()
  const place = useQuery({ ...clinic(user.clinic.slug), refetchInterval: 60_000 })
  if (place.data)
    return (
      <>
        <title>{`${t('staff.nav.day')} · ${user.clinic.name}`}</title>
        <CalendarView user={user} today={place.data.today} />
      </>
    )
  if (place.error)
    return <Failure error={place.error} note={t('errors.calendar')} onRetry={place.refetch} />
  return <WaitingPage />
}
