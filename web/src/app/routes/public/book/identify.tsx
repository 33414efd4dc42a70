import { Alert, Button, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { type User, useRegister, useSignIn, useSignOut } from '@/features/auth/api'
import { RegisterForm } from '@/features/auth/components/register-form'
import { SignInForm } from '@/features/auth/components/sign-in-form'
import steps from '@/features/booking/components/steps.module.css'
import { useDraft } from '@/features/booking/store'
import { useLanguage, useT } from '@/lib/i18n'
import { Face } from '@/ui/face'
import { LinkButton } from '@/ui/links'
import { ProblemAlert } from '@/ui/problem-alert'
import type { BookData } from './page'

type Submit = (identify?: () => Promise<unknown>) => void
type Props = { data: BookData; submit: Submit; error: unknown; pending: boolean }

function Notes() {
  const t = useT()
  const { notes, note } = useDraft()
  return (
    <Textarea
      label={`${t('booking.notes')} (${t('app.optional')})`}
      placeholder={t('booking.notesHint')}
      rows={2}
      maxLength={500}
      value={notes}
      onChange={(event) => note(event.currentTarget.value)}
    />
  )
}

function Known({ user, submit, error, pending }: Omit<Props, 'data'> & { user: User }) {
  const t = useT()
  const signOut = useSignOut()
  return (
    <Stack>
      <div className={steps.who}>
        <Face name={user.name} size={48} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text size="sm" c="dimmed">
            {t('booking.as')}
          </Text>
          <Text fw={650}>{user.name}</Text>
          <Text size="sm" c="dimmed" truncate>
            {user.email}
          </Text>
        </div>
        <Button variant="subtle" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {t('booking.notYou')}
        </Button>
      </div>
      <Notes />
      <ProblemAlert error={error} />
      <Button size="lg" loading={pending} onClick={() => submit()}>
        {t('booking.book')}
      </Button>
    </Stack>
  )
}

function Stranger({ data, submit, error, pending }: Props) {
  const t = useT()
  const [tab, setTab] = useState<'new' | 'known'>('new')
  const { person, describe } = useDraft()
  const register = useRegister()
  const signIn = useSignIn()
  const { slug } = data
  const locale = useLanguage()
  return (
    <Stack>
      <SegmentedControl
        aria-label={t('booking.whoIs')}
        fullWidth
        size="md"
        radius={12}
        value={tab}
        onChange={(value) => setTab(value === 'known' ? 'known' : 'new')}
        data={[
          { value: 'new', label: t('booking.tabNew') },
          { value: 'known', label: t('booking.tabKnown') },
        ]}
      />
      <div className={steps.panel}>
        {tab === 'new' ? (
          <RegisterForm
            person={person}
            onDraft={describe}
            label={t('booking.bookNew')}
            pending={pending}
            error={error}
            onSubmit={({ phone, ...rest }) =>
              submit(() =>
                register.mutateAsync({
                  ...rest,
                  clinic: slug,
                  locale,
                  ...(phone ? { phone } : {}),
                }),
              )
            }
          />
        ) : (
          <SignInForm
            email={person.email}
            label={t('booking.bookKnown')}
            pending={pending}
            error={error}
            onSubmit={(values) => submit(() => signIn.mutateAsync({ ...values, clinic: slug }))}
          />
        )}
      </div>
    </Stack>
  )
}

/** Who the visit is for: the signed-in patient, or whoever signs in or registers here. */
export function Identify(props: Props) {
  const t = useT()
  const { user, clinic, slug } = props.data
  if (!user) return <Stranger {...props} />
  if (user.clinic.slug === slug && user.role !== 'patient')
    return (
      <Alert color="lagoon">
        <Text mb="sm">{t('booking.staffHere')}</Text>
        <LinkButton to="/staff" variant="default">
          {t('booking.toDay')}
        </LinkButton>
      </Alert>
    )
  if (user.clinic.slug === slug) return <Known {...props} user={user} />
  return (
    <>
      <Alert color="lagoon">
        {t('booking.elsewhere', { clinic: user.clinic.name, here: clinic.name })}
      </Alert>
      <Stranger {...props} />
    </>
  )
}
