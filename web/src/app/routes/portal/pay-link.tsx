import { useT } from '@/lib/i18n'
import { LinkButton } from '@/ui/links'

/** The way to the page where one visit is paid. */
export function PayLink({ appointment }: { appointment: string }) {
  const t = useT()
  return (
    <LinkButton to="/portal/pay/$appointment" params={{ appointment }} size="sm">
      {t('payments.mine.payNow')}
    </LinkButton>
  )
}
