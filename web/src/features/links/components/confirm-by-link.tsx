import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { ProblemAlert } from '@/ui/problem-alert'
import { useConfirmByLink } from '../api'

/** One tap. It is not done by opening the page: programs that check mail open pages. */
export function ConfirmByLink({ token }: { token: string }) {
  const t = useT()
  const { mutate, isPending, error } = useConfirmByLink(token)
  return (
    <>
      <ProblemAlert error={error} />
      <Button
        size="lg"
        leftSection={<IconCheck size={20} aria-hidden />}
        loading={isPending}
        onClick={() => mutate(undefined)}
      >
        {t('portal.confirm')}
      </Button>
    </>
  )
}
