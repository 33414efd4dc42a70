import { Button, Group, Stack, Text } from '@mantine/core'
import {
  IconArchive,
  IconEdit,
  IconKey,
  IconPlayerPause,
  IconPlayerPlay,
  IconSend,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { Dialog } from '@/ui/dialog'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { type Endpoint, type Secret, useArchive, useChange, useRotate, useTest } from '../api'

type Props = {
  endpoint: Endpoint
  onEdit: () => void
  onSecret: (made: Secret) => void
  onArchived: () => void
}

type Asked = 'rotate' | 'archive' | null

/** What ends something asks first; what can be taken back does not. */
export function EndpointActions({ endpoint, onEdit, onSecret, onArchived }: Props) {
  const t = useT()
  const [asked, setAsked] = useState<Asked>(null)
  const test = useTest(endpoint.id)
  const change = useChange(endpoint)
  const rotate = useRotate(endpoint.id)
  const archive = useArchive(endpoint.id)
  const onError = (error: unknown) => notifyFailed(sentence(error, t))
  const paused = endpoint.paused_at !== null
  const close = () => setAsked(null)
  const agree = () => {
    close()
    if (asked === 'rotate') rotate.mutate(undefined, { onSuccess: onSecret, onError })
    if (asked === 'archive')
      archive.mutate(undefined, {
        onSuccess: () => {
          notifyDone(t('webhooks.archived'))
          onArchived()
        },
        onError,
      })
  }
  const icon = { size: 18, 'aria-hidden': true } as const
  return (
    <Group gap="xs">
      <Button
        leftSection={<IconSend {...icon} />}
        loading={test.isPending}
        onClick={() =>
          test.mutate(undefined, { onSuccess: () => notifyDone(t('webhooks.tested')), onError })
        }
      >
        {t('webhooks.test')}
      </Button>
      <Button variant="default" leftSection={<IconEdit {...icon} />} onClick={onEdit}>
        {t('webhooks.edit')}
      </Button>
      <Button
        variant="default"
        leftSection={paused ? <IconPlayerPlay {...icon} /> : <IconPlayerPause {...icon} />}
        loading={change.isPending}
        onClick={() => change.mutate({ paused: !paused }, { onError })}
      >
        {t(paused ? 'webhooks.resume' : 'webhooks.pause')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconKey {...icon} />}
        loading={rotate.isPending}
        onClick={() => setAsked('rotate')}
      >
        {t('webhooks.rotate')}
      </Button>
      <Button
        variant="subtle"
        color="guava"
        leftSection={<IconArchive {...icon} />}
        loading={archive.isPending}
        onClick={() => setAsked('archive')}
      >
        {t('webhooks.archive')}
      </Button>
      <Dialog
        opened={asked !== null}
        onClose={close}
        title={t(`webhooks.ask.${asked ?? 'rotate'}.title`)}
      >
        <Stack>
          <Text>{t(`webhooks.ask.${asked ?? 'rotate'}.text`)}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t('app.cancel')}
            </Button>
            <Button {...(asked === 'archive' ? { color: 'guava.6' } : {})} onClick={agree}>
              {t(`webhooks.${asked ?? 'rotate'}`)}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </Group>
  )
}
