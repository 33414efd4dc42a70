import { IconMoodEmpty } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/empty'
import { LinkButton } from '@/ui/links'
import { PublicFrame } from './frames/public-frame'

export function NotFound() {
  const t = useT()
  return (
    <PublicFrame>
      <Empty
        level={1}
        icon={<IconMoodEmpty size={28} aria-hidden />}
        title={t('errors.missing.title')}
        text={t('errors.missing.text')}
      >
        <LinkButton to="/" mt="sm">
          {t('errors.home')}
        </LinkButton>
      </Empty>
    </PublicFrame>
  )
}
