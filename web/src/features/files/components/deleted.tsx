import { Button, Collapse, Skeleton } from '@mantine/core'
import { IconChevronDown, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { Failure } from '@/ui/failure'
import { files, type Of, type StoredFile } from '../api'
import classes from './gallery.module.css'

type Props = { of: Of; onRestore: (file: StoredFile) => void }

function Rows({ of, onRestore }: Props) {
  const t = useT()
  const ago = useAgo()
  const { data, error, isPending, refetch } = useInfiniteQuery(files(of, true))
  if (isPending) return <Skeleton height={64} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  const all = data.pages.flatMap(({ items }) => items)
  if (all.length === 0) return <p className={classes.none}>{t('files.none.deleted')}</p>
  return (
    <ul className={classes.rows}>
      {all.map((file) => (
        <li key={file.id} aria-label={file.name}>
          <div className={classes.words}>
            <strong>{file.name}</strong>
            <span>
              {t(`files.kind.${file.kind}`)}
              {file.deleted_at && ` · ${t('files.deletedAgo', { ago: ago(file.deleted_at) })}`}
            </span>
          </div>
          <Button variant="default" size="sm" onClick={() => onRestore(file)}>
            {t('files.restore')}
          </Button>
        </li>
      ))}
    </ul>
  )
}

/** What was deleted can be brought back for a while. */
export function Deleted(props: Props) {
  const t = useT()
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        leftSection={<IconTrash size={16} aria-hidden />}
        rightSection={<IconChevronDown size={16} aria-hidden />}
        aria-expanded={open}
        onClick={() => setOpen((now) => !now)}
      >
        {t('files.deletedOnes')}
      </Button>
      <Collapse expanded={open}>{open && <Rows {...props} />}</Collapse>
    </div>
  )
}
