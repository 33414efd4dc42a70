import { Stack } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.css'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { appointment } from '@/api/queries'
import { PublicFrame } from '@/app/frames/public-frame'
import { Paying } from '@/app/parts/paying'
import type { User } from '@/features/auth/api'
import { UserMenu } from '@/features/auth/components/user-menu'
import { PaymentList } from '@/features/payments/components/payment-list'
import { useT } from '@/lib/i18n'
import { useLiveUpdates, useRefreshEvery } from '@/lib/realtime'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { BackLink, LinkButton } from '@/ui/links'
import { Waiting } from '@/ui/waiting'
import classes from './portal.module.css'

const route = getRouteApi('/portal/pay/$appointment')

function Settled({ appointment: id }: { appointment: string }) {
  const t = useT()
  return (
    <Stack>
      <Empty
        icon={<IconCircleCheck size={28} aria-hidden />}
        title={t('payments.pay.nothing')}
        text={t('payments.pay.nothingText')}
      >
        <LinkButton to="/portal">{t('payments.pay.toVisits')}</LinkButton>
      </Empty>
      <PaymentList of={{ appointment_id: id }} none="" />
    </Stack>
  )
}

function Contents({ id, user }: { id: string; user: User }) {
  const refetchInterval = useRefreshEvery()
  const { data, error, refetch } = useQuery({ ...appointment(id), refetchInterval })
  if (data)
    return <Paying visit={data} slug={user.clinic.slug} settled={<Settled appointment={id} />} />
  if (error) return <Failure error={error} onRetry={refetch} level={1} />
  return <Waiting height={420} radius={20} />
}

/** Where a visit is paid that was booked before: from the portal, or by a link of the clinic. */
export function PayPage() {
  const t = useT()
  const { user } = route.useRouteContext()
  const { appointment: id } = route.useParams()
  useLiveUpdates({ user: user.id })
  return (
    <PublicFrame title={user.clinic.name} menu={<UserMenu user={user} />}>
      <title>{`${t('payments.pay.titleDue')} · ${user.clinic.name}`}</title>
      <Notifications position="bottom-center" />
      <Stack className={classes.pay}>
        <div>
          <BackLink to="/portal">{t('payments.pay.toVisits')}</BackLink>
        </div>
        <Contents id={id} user={user} />
      </Stack>
    </PublicFrame>
  )
}
