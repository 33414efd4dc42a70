import { Alert } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { Waiting } from '@/ui/waiting'
import { chain } from '../api'

/** How far the trail is sealed. That it still fits is for `topsmile audit verify` to say. */
export function ChainNote() {
  const t = useT()
  const ago = useAgo()
  const { data, error, isPending, refetch } = useQuery(chain())
  if (isPending) return <Waiting height={58} radius={14} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  const { number, unchained, anchored_number, anchored_at } = data
  return (
    <Alert variant="light" icon={<IconLink aria-hidden />}>
      {t('audit.chain', { count: number })}{' '}
      {unchained > 0 && `${t('audit.unchained', { count: unchained })} `}
      {anchored_at
        ? t('audit.anchored', { number: anchored_number, ago: ago(anchored_at) })
        : t('audit.noAnchor')}
    </Alert>
  )
}
