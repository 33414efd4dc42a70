import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { clinic } from '@/api/queries'
import classes from '@/features/analytics/components/analytics.module.css'
import { Dashboard } from '@/features/analytics/components/dashboard'
import { ExportButton, Toolbar } from '@/features/analytics/components/toolbar'
import { periodOf } from '@/features/analytics/period'
import { useT } from '@/lib/i18n'
import type { Day } from '@/lib/wall'
import { Failure } from '@/ui/failure'
import { StepHeading } from '@/ui/step-heading'
import { WaitingPage } from '@/ui/waiting'

const staff = getRouteApi('/staff')
const route = getRouteApi('/staff/analytics')

/** What the figures say, of the days that stand in the address. */
function Numbers({ today }: { today: Day }) {
  const t = useT()
  const { user } = staff.useRouteContext()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const period = periodOf(search, today)
  const asked = {
    ...period,
    ...(search.provider ? { provider_id: search.provider } : {}),
    ...(search.service ? { service_id: search.service } : {}),
  }
  return (
    <>
      <div className={classes.head}>
        <div>
          <StepHeading focus={false}>{t('analytics.title')}</StepHeading>
          <p className={classes.lead}>{t('analytics.lead')}</p>
        </div>
        <ExportButton asked={asked} />
      </div>
      <Toolbar
        slug={user.clinic.slug}
        search={search}
        period={period}
        onSearch={(next) => void navigate({ search: next, replace: true })}
      />
      <Dashboard asked={asked} />
    </>
  )
}

export function AnalyticsPage() {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { data, error, refetch } = useQuery(clinic(user.clinic.slug))
  return (
    <div className={classes.page}>
      <title>{t('analytics.title')}</title>
      {data && <Numbers today={data.today} />}
      {!data && error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <WaitingPage />}
    </div>
  )
}
