import { Button } from '@mantine/core'
import { IconMailFast } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { ProblemAlert } from '@/ui/problem-alert'
import { useForgot } from '../api'
import classes from './devices.module.css'

/** Another password, by the same mail that helps whoever forgot theirs. */
export function NewPasswordLink({ email }: { email: string }) {
  const t = useT()
  const { mutate, isPending, isSuccess, error } = useForgot()
  return (
    <>
      <div className={classes.password}>
        <div className={classes.words}>
          <strong>{t('own.access.password')}</strong>
          <span role="status">
            {isSuccess ? t('own.access.passwordSent') : t('own.access.passwordText', { email })}
          </span>
        </div>
        {!isSuccess && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconMailFast size={18} aria-hidden />}
            loading={isPending}
            onClick={() => mutate({ email })}
          >
            {t('own.access.passwordSend')}
          </Button>
        )}
      </div>
      <ProblemAlert error={error} />
    </>
  )
}
