import { Button, CopyButton, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useT } from '@/lib/i18n'
import { ProblemAlert } from '@/ui/problem-alert'
import { type StoredFile, useLink } from '../api'

/** An address for whoever has no account here: another dentist, a laboratory. */
export function LinkForm({ file }: { file: StoredFile }) {
  const t = useT()
  const { mutate, data, error } = useLink()
  useEffect(() => mutate(file), [mutate, file])
  const address = data ? new URL(data.url, location.origin).href : ''
  return (
    <Stack>
      <Text>{t('files.linkText')}</Text>
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={42} />}
      {data && (
        <TextInput
          readOnly
          label={t('files.linkLabel')}
          value={address}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      )}
      <Group justify="flex-end">
        <CopyButton value={address} timeout={3_000}>
          {({ copied, copy }) => (
            <Button
              disabled={!data}
              leftSection={
                copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
              }
              onClick={copy}
            >
              {t(copied ? 'app.copied' : 'app.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  )
}
