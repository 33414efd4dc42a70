import { Button, CopyButton, Group, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCloudOff, IconLock, IconMoodEmpty } from '@tabler/icons-react'
import { ApiError, type Kind, kindOf } from '@/lib/errors'
import { useT } from '@/lib/i18n'
import { LinkButton } from './links'
import classes from './state.module.css'

type Props = {
  error: unknown
  onRetry?: (() => void) | undefined
  note?: string
  compact?: boolean
  /** 1 where it stands for the whole page. */
  level?: 1 | 2
  /** Nothing round it leads on: where there is nothing to repeat, it does. */
  alone?: boolean
}

const icons: Partial<Record<Kind, typeof IconCloudOff>> = {
  network: IconCloudOff,
  permission: IconLock,
  missing: IconMoodEmpty,
}

function RequestNumber({ id }: { id: string }) {
  const t = useT()
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size="xs"
          onClick={copy}
          className={classes.id}
          aria-label={`${t('errors.requestId')} ${id}, ${t('app.copy')}`}
        >
          {copied ? t('app.copied') : id}
        </Button>
      )}
    </CopyButton>
  )
}

/** One failure, told by its kind: what happened, what to do, and the number to quote. */
export function Failure({ error, onRetry, note, compact = false, level = 2, alone }: Props) {
  const t = useT()
  const kind = kindOf(error)
  const Icon = icons[kind] ?? IconAlertTriangle
  const words = kind === 'sign-in' ? 'signIn' : kind
  const id = error instanceof ApiError ? error.requestId : ''
  return (
    <div role="alert" className={classes.state} data-compact={compact || undefined}>
      <span className={classes.icon} data-tone="bad">
        <Icon size={28} stroke={1.6} aria-hidden />
      </span>
      <Title order={level} className={classes.title}>
        {t(`errors.${words}.title`)}
      </Title>
      <Text c="dimmed" maw={420}>
        {note ?? t(`errors.${words}.text`)}
      </Text>
      {kind === 'server' && id && <RequestNumber id={id} />}
      {onRetry && kind !== 'permission' && kind !== 'missing' && (
        <Group mt="xs">
          <Button onClick={onRetry}>{t('app.retry')}</Button>
        </Group>
      )}
      {alone && kind === 'missing' && (
        <LinkButton to="/" mt="xs">
          {t('errors.home')}
        </LinkButton>
      )}
    </div>
  )
}
