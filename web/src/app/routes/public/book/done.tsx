import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'
import { appointment } from '@/api/queries'
import { DoneStep } from '@/features/booking/components/done-step'
import { useT } from '@/lib/i18n'
import { LinkButton } from '@/ui/links'
import classes from './book.module.css'
import type { BookData } from './page'

function Booked({ id, data }: { id: string; data: BookData }) {
  const t = useT()
  const navigate = useNavigate({ from: '/book/$slug' })
  const { data: booked } = useSuspenseQuery(appointment(id))
  return (
    <DoneStep
      appointment={booked}
      clinic={data.clinic.name}
      email={data.user?.email}
      portal={
        <LinkButton to="/portal" size="md">
          {t('booking.toPortal')}
        </LinkButton>
      }
      onAnother={() => navigate({ search: {} })}
    />
  )
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
