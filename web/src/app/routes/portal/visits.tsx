import { Alert, Skeleton, Stack } from '@mantine/core'
import { IconCalendarPlus, IconCloudOff, IconMoodSmile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { clinic } from '@/api/queries'
import { Moving } from '@/app/parts/moving'
import { type Appointment, mine } from '@/features/appointments/api'
import { NextVisit } from '@/features/appointments/components/next-visit'
import { VisitList } from '@/features/appointments/components/visit-list'
import { isAhead } from '@/features/appointments/transitions'
import type { User } from '@/features/auth/api'
import { ConfirmHint } from '@/features/auth/components/confirm-hint'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { useLiveState, useRefreshEvery } from '@/lib/realtime'
import { type Day, dayOf } from '@/lib/wall'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { LinkButton } from '@/ui/links'
import { StepHeading } from '@/ui/step-heading'
import { CancellingMine } from './cancelling'
import { PayLink } from './pay-link'
import classes from './portal.module.css'
import { useConfirm } from './use-confirm'

const route = getRouteApi('/portal')

type VisitsProps = { user: User; appointments: Appointment[]; today: Day }
type Doing = { what: 'move' | 'cancel'; appointment: Appointment } | null

function BookLink({ slug }: { slug: string }) {
  const t = useT()
  return (
    <LinkButton
      to="/book/$slug"
      params={{ slug }}
      leftSection={<IconCalendarPlus size={18} aria-hidden />}
    >
      {t('portal.book')}
    </LinkButton>
  )
}

function Visits({ user, appointments, today }: VisitsProps) {
  const t = useT()
  const [doing, setDoing] = useState<Doing>(null)
  const confirm = useConfirm()
  const ahead = appointments.filter((a) => isAhead(a.status) && dayOf(a.starts_local) >= today)
  const past = appointments.filter((a) => !ahead.includes(a)).reverse()
  const [next, ...later] = ahead
  const act = {
    onConfirm: confirm,
    onMove: (appointment: Appointment) => setDoing({ what: 'move', appointment }),
    onCancel: (appointment: Appointment) => setDoing({ what: 'cancel', appointment }),
    pay: ({ id, status }: Appointment) =>
      status === 'pending_payment' && <PayLink appointment={id} />,
  }
  const appointmentFor = (what: string) => (doing?.what === what ? doing.appointment : null)
  const done = () => setDoing(null)
  return (
    <>
      {next ? (
        <NextVisit
          // Another visit is not where this one was left.
          key={next.id}
          appointment={next}
          today={today}
          clinic={user.clinic.name}
          zone={user.clinic.timezone}
          {...act}
        />
      ) : (
        <div className={classes.none}>
          <Empty
            icon={<IconMoodSmile size={28} aria-hidden />}
            title={t('portal.none')}
            text={t('portal.noneText')}
          >
            <BookLink slug={user.clinic.slug} />
          </Empty>
        </div>
      )}
      <VisitList
        title={t('portal.upcoming')}
        appointments={later}
        zone={user.clinic.timezone}
        act={act}
      />
      <VisitList title={t('portal.past')} appointments={past} zone={user.clinic.timezone} />
      <Moving appointment={appointmentFor('move')} user={user} today={today} onDone={done} />
      <CancellingMine appointment={appointmentFor('cancel')} onDone={done} />
    </>
  )
}

/** The first thing a patient sees: when the next visit is. */
export function VisitsPage() {
  const t = useT()
  const { user } = route.useRouteContext()
  const visits = useQuery({ ...mine(), refetchInterval: useRefreshEvery() })
  const ago = useAgo()
  const cut = useLiveState(({ state }) => state === 'offline')
  const place = useQuery(clinic(user.clinic.slug))
  const failed =
    visits.isError && !visits.data ? visits : place.isError && !place.data ? place : null
  return (
    <Stack gap={28}>
      <title>{`${t('portal.title')} · ${user.clinic.name}`}</title>
      <div className={classes.head}>
        <div>
          <p className={classes.hello}>{t('portal.hello', { name: user.name.split(' ')[0] })}</p>
          <StepHeading focus={false}>{t('portal.title')}</StepHeading>
        </div>
        <BookLink slug={user.clinic.slug} />
      </div>
      <ConfirmHint user={user} />
      {(cut || visits.isError) && visits.data && (
        <Alert color="guava" icon={<IconCloudOff aria-hidden />}>
          {t('offline.portal', { ago: ago(new Date(visits.dataUpdatedAt).toISOString()) })}
        </Alert>
      )}
      {failed && <Failure error={failed.error} onRetry={failed.refetch} />}
      {!failed && !(visits.data && place.data) && <Skeleton height={280} radius={28} />}
      {visits.data && place.data && (
        <Visits user={user} appointments={visits.data} today={place.data.today} />
      )}
    </Stack>
  )
}
