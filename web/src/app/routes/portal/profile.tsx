import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { clinic } from '@/api/queries'
import { mine } from '@/features/appointments/api'
import { isAhead } from '@/features/appointments/transitions'
import type { User } from '@/features/auth/api'
import { Devices } from '@/features/auth/components/devices'
import { NewPasswordLink } from '@/features/auth/components/new-password-link'
import { Preferences } from '@/features/messages/components/preferences'
import { ProfileForm } from '@/features/patients/components/profile-form'
import { ownProfile } from '@/features/patients/own-api'
import { AgreedTerms } from '@/features/payments/components/agreed-terms'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { StepHeading } from '@/ui/step-heading'
import { WaitingCard } from '@/ui/waiting'
import classes from './portal.module.css'

const route = getRouteApi('/portal')

type SectionProps = { id: string; title: string; text?: string; children: ReactNode }

function Section({ id, title, text, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={classes.subtitle}>
        {title}
      </h2>
      {text && <p className={classes.consent}>{text}</p>}
      <Panel>{children}</Panel>
    </section>
  )
}

function Details({ user }: { user: User }) {
  const router = useRouter()
  const profile = useQuery(ownProfile())
  const place = useQuery(clinic(user.clinic.slug))
  const failed = [profile, place].find(({ isError, data }) => isError && !data)
  if (failed) return <Failure error={failed.error} onRetry={failed.refetch} compact />
  if (!profile.data || !place.data) return <WaitingCard fields={4} />
  return (
    <ProfileForm
      profile={profile.data}
      clinic={user.clinic.name}
      today={place.data.today}
      // Everywhere on the page they are called what they are called now.
      onSaved={() => router.invalidate()}
    />
  )
}

function Agreed() {
  const format = useFormats()
  const { data, error, refetch } = useQuery(mine())
  if (error && !data) return <Failure error={error} onRetry={refetch} compact />
  if (!data) return <Skeleton height={72} radius={18} />
  const visits = data
    .filter(({ status }) => isAhead(status))
    .map(({ id, service, starts_local, price }) => ({
      id,
      price,
      label: `${service.name} · ${format.moment(starts_local)}`,
    }))
  return <AgreedTerms visits={visits} />
}

/** Who I am, what I allowed and agreed to, and where I am signed in. */
export function ProfilePage() {
  const t = useT()
  const { user } = route.useRouteContext()
  const title = t('own.profile.title')
  return (
    <>
      <title>{`${title} · ${user.clinic.name}`}</title>
      <StepHeading focus={false}>{title}</StepHeading>
      <Section id="details" title={t('own.profile.details')}>
        <Details user={user} />
      </Section>
      <Section
        id="channels"
        title={t('portal.channels.title')}
        text={t('portal.channels.text', { clinic: user.clinic.name })}
      >
        <Preferences patient={null} />
      </Section>
      <Section id="agreed" title={t('own.agreed.title')} text={t('own.agreed.text')}>
        <Agreed />
      </Section>
      <Section id="access" title={t('own.access.title')}>
        <NewPasswordLink email={user.email} />
        <Devices />
      </Section>
    </>
  )
}
