import { Button, Skeleton, Stack, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { type StoredFile, type Version, versions } from '../api'
import { useDownload } from '../use-download'
import { useSize } from '../words'
import classes from './gallery.module.css'
import { UploadList } from './upload-list'
import { Uploader } from './uploader'

function Row({ file, version }: { file: StoredFile; version: Version }) {
  const t = useT()
  const ago = useAgo()
  const size = useSize()
  const download = useDownload()
  const { number, created_by, created_at, status } = version
  const who = created_by.name || t('files.someone')
  return (
    <li>
      <div className={classes.words}>
        <strong>{t('files.versionNumber', { number })}</strong>
        <span>
          {who} · {ago(created_at)} · {size(version.size)}
        </span>
      </div>
      {status === 'ready' ? (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDownload size={16} aria-hidden />}
          aria-label={`${t('files.download')}: ${t('files.versionNumber', { number })}`}
          onClick={() => download(file, version.url)}
        >
          {t('files.download')}
        </Button>
      ) : (
        <span>{t(`files.status.${status}`)}</span>
      )}
    </li>
  )
}

type Props = { file: StoredFile; mayReplace: boolean }

/** What it was before, and the way to a newer one. */
export function VersionList({ file, mayReplace }: Props) {
  const t = useT()
  const place = useMemo(() => ({ replaces: file.id }), [file.id])
  const { data, error, isPending, refetch } = useQuery(versions(file.id))
  return (
    <Stack>
      {mayReplace && (
        <>
          <Uploader target={place} kind={file.kind} multiple={false} />
          <UploadList place={place} />
        </>
      )}
      <Title order={3}>{t('files.versions')}</Title>
      {isPending && <Skeleton height={120} />}
      {error && !data && <Failure error={error} onRetry={refetch} compact />}
      {data && (
        <ul className={classes.rows}>
          {data.map((version) => (
            <Row key={version.number} file={file} version={version} />
          ))}
        </ul>
      )}
    </Stack>
  )
}
