import { Loader } from '@mantine/core'
import {
  IconFileTypePdf,
  IconPhoto,
  IconShieldX,
  IconStack2,
  IconUserShare,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import type { StoredFile } from '../api'
import classes from './gallery.module.css'
import { Picture } from './picture'

const BIG = { size: 40, stroke: 1.3, 'aria-hidden': true } as const

function Face({ file }: { file: StoredFile }) {
  if (file.status === 'refused') return <IconShieldX {...BIG} />
  if (file.status === 'checking') return <Loader size="sm" />
  if (file.thumbnail_url) return <Picture src={file.thumbnail_url} alt="" loading="lazy" />
  return file.content_type === 'application/pdf' ? (
    <IconFileTypePdf {...BIG} />
  ) : (
    <IconPhoto {...BIG} />
  )
}

type Props = { file: StoredFile; onOpen: () => void; menu: ReactNode; showShared: boolean }

/** One file, small: what it shows, what it is called, who sees it. */
export function Tile({ file, onOpen, menu, showShared }: Props) {
  const t = useT()
  const ago = useAgo()
  const { name, kind, status, versions, shared } = file
  const marks = [
    shared && showShared ? t('files.shared') : '',
    versions > 1 ? t('files.versionCount', { count: versions }) : '',
    status === 'ready' ? '' : t(`files.status.${status}`),
  ].filter(Boolean)
  return (
    <li className={classes.tile} data-status={status}>
      <button
        type="button"
        className={classes.open}
        disabled={status !== 'ready'}
        onClick={onOpen}
        aria-label={[name, t(`files.kind.${kind}`), ...marks].join(', ')}
      >
        <span className={classes.face} data-kind={kind}>
          <Face file={file} />
        </span>
        <span className={classes.marks} aria-hidden>
          {shared && showShared && (
            <span className={classes.mark}>
              <IconUserShare size={14} /> {t('files.shared')}
            </span>
          )}
          {versions > 1 && (
            <span className={classes.mark}>
              <IconStack2 size={14} /> {versions}
            </span>
          )}
        </span>
      </button>
      <div className={classes.caption}>
        <span className={classes.name} title={name}>
          {name}
        </span>
        <span className={classes.when}>
          {status === 'ready' ? ago(file.created_at) : t(`files.status.${status}`)}
        </span>
        {menu}
      </div>
    </li>
  )
}
