import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { clinic } from '@/api/queries'
import { ProviderDetail } from '@/features/practice/components/provider-detail'
import { useT } from '@/lib/i18n'
import { dayOf, instant } from '@/lib/wall'
import { BackLink } from '@/ui/links'
import classes from './plain-page.module.css'

const route = getRouteApi('/staff/providers/$provider')

export function ProviderPage() {
  const t = useT()
  const navigate = useNavigate()
  const { provider } = route.useParams()
  const { user } = route.useRouteContext()
  const { data: place } = useQuery(clinic(user.clinic.slug))
  return (
    <div className={classes.page}>
      <title>{t('practice.providers.title')}</title>
      <div>
        <BackLink to="/staff/providers">{t('practice.providers.all')}</BackLink>
      </div>
      <ProviderDetail
        key={provider}
        id={provider}
        today={place?.today ?? dayOf(instant(Date.now()))}
        onLeft={() => navigate({ to: '/staff/providers' })}
      />
    </div>
  )
}
