import { Alert } from '@mantine/core'
import { IconCloudOff, IconPencilPause } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { clinic } from '@/api/queries'
import { PublicFrame } from '@/app/frames/public-frame'
import { useSignIn } from '@/features/auth/api'
import { DemoAccounts } from '@/features/auth/components/demo-accounts'
import { SignInForm } from '@/features/auth/components/sign-in-form'
import { demoClinics } from '@/lib/demo'
import { keepsDrafts } from '@/lib/drafts'
import { useT } from '@/lib/i18n'
import { destination } from '@/lib/session'
import { lostUnsent } from '@/lib/unsent'
import { LinkButton } from '@/ui/links'
import { StepHeading } from '@/ui/step-heading'
import classes from './login.module.css'

export function LoginPage() {
  const t = useT()
  const { next } = useSearch({ from: '/login' })
  const navigate = useNavigate()
  const signIn = useSignIn()
  const lost = lostUnsent()
  const demo = useQuery(clinic(demoClinics[0].slug))
  const enter = (values: { email: string; password: string; clinic?: string }) =>
    signIn.mutate(values, {
      onSuccess: ({ user: { role } }) => navigate({ href: destination(next, role), replace: true }),
    })
  return (
    <PublicFrame>
      <title>{`${t('app.signIn')} · TopSmile`}</title>
      <div className={classes.page}>
        <section className={classes.panel}>
          <StepHeading focus={false}>{t('auth.title')}</StepHeading>
          <p className={classes.lead}>{t('auth.lead')}</p>
          {lost > 0 && (
            <Alert role="status" color="guava" mb="md" icon={<IconCloudOff aria-hidden />}>
              {t('auth.lost', { count: lost })}
            </Alert>
          )}
          {keepsDrafts() && (
            <Alert role="status" mb="md" icon={<IconPencilPause aria-hidden />}>
              {t('auth.kept')}
            </Alert>
          )}
          <SignInForm
            onSubmit={enter}
            label={t('auth.submit')}
            pending={signIn.isPending || signIn.isSuccess}
            error={signIn.error}
          />
          <LinkButton to="/forgot" variant="subtle" size="compact-md" mt="md" px={8} ml={-8}>
            {t('auth.forgot.link')}
          </LinkButton>
        </section>
        {demo.isSuccess && <DemoAccounts onPick={enter} disabled={signIn.isPending} />}
      </div>
    </PublicFrame>
  )
}
