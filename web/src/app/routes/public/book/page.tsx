import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { clinic, mayBeSignedIn, me, providers, services } from '@/api/queries'
import { fetched } from '@/app/fetched'
import { PublicFrame } from '@/app/frames/public-frame'
import { NeedsNetwork } from '@/features/booking/components/needs-network'
import { useReleaseOnLeave } from '@/features/booking/hold'
import { stepOf } from '@/features/booking/search'
import { useT } from '@/lib/i18n'
import { useLiveUpdates } from '@/lib/realtime'
import { Wizard } from './wizard'

const Done = fetched(() => import('./done'), 'Done')
const route = getRouteApi('/book/$slug')

/** Everything the wizard reads; the loader has already fetched it. */
export function useBookData() {
  const { slug } = route.useParams()
  const choices = route.useSearch()
  const { data: place } = useSuspenseQuery(clinic(slug))
  const { data: offered } = useSuspenseQuery(services(slug))
  const { data: people } = useSuspenseQuery(providers(slug))
  const { data: user = null } = useQuery({ ...me(), enabled: mayBeSignedIn() })
  return {
    slug,
    choices,
    clinic: place,
    services: offered,
    providers: people,
    user,
    step: stepOf(choices, offered),
    service: offered.find(({ id }) => id === choices.service),
    names: new Map(people.map(({ id, name }) => [id, name])),
  }
}

export type BookData = ReturnType<typeof useBookData>

export function BookPage() {
  const t = useT()
  const data = useBookData()
  useReleaseOnLeave(data.slug)
  useLiveUpdates({ clinic: data.slug })
  return (
    <PublicFrame title={data.clinic.name}>
      <title>{`${t('booking.title')} · ${data.clinic.name}`}</title>
      <NeedsNetwork />
      {data.step === 'done' && data.choices.done ? (
        <Done id={data.choices.done} data={data} />
      ) : (
        <Wizard data={data} />
      )}
    </PublicFrame>
  )
}
