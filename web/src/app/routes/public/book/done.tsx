import { IconCalendarX } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'
import { appointment } from '@/api/queries'
import { fetched } from '@/app/fetched'
import { DoneStep } from '@/features/booking/components/done-step'
import { needWords, useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { LinkButton } from '@/ui/links'
import classes from './book.module.css'
import type { BookData } from './page'

const Paying = fetched(async () => {
  const [part] = await Promise.all([
    import('@/app/parts/paying'),
    needWords('inside'),
    needWords('ours'),
  ])
  return part
}, 'Paying')

function Cancelled() {
  const t = useT()
  return (
    <Empty icon={<IconCalendarX size={28} aria-hidden />} title={t('portal.cancelled')}>
      <LinkButton to="/portal">{t('booking.toPortal')}</LinkButton>
    </Empty>
  )
}

function Booked({ id, data }: { id: string; data: BookData }) {
  const t = useT()
  const navigate = useNavigate({ from: '/book/$slug' })
  const { data: booked } = useSuspenseQuery({
    ...appointment(id),
    // Nobody but the server says that it is paid; asked again while the socket of strangers is silent.
    refetchInterval: ({ state }) => (state.data?.status === 'pending_payment' ? 4_000 : false),
  })
  const done = (
    <DoneStep
      appointment={booked}
      clinic={data.clinic.name}
      zone={data.clinic.timezone}
      email={data.user?.email}
      portal={
        <LinkButton to="/portal" size="md">
          {t('booking.toPortal')}
        </LinkButton>
      }
      onAnother={() => navigate({ search: {} })}
    />
  )
  if (booked.status !== 'pending_payment' && booked.status !== 'cancelled') return done
  return <Paying visit={booked} slug={data.slug} settled={<Cancelled />} />
}

export function Done({ id, data }: { id: string; data: BookData }) {
  return (
    <div className={classes.done}>
      <Suspense>
        <Booked id={id} data={data} />
      </Suspense>
    </div>
  )
}
