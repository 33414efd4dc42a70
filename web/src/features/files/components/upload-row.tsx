import { ActionIcon, Progress, Select } from '@mantine/core'
import {
  IconAlertCircle,
  IconCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useT } from '@/lib/i18n'
import { rules } from '../api'
import { refusalOf } from '../checks'
import { KINDS } from '../kinds'
import { isOver, type Upload } from '../queue'
import { uploads } from '../use-uploads'
import { useSize, useWhy } from '../words'
import classes from './upload.module.css'

const ICON = { size: 18, 'aria-hidden': true } as const

/** The picture itself, before anybody else has it. */
function Glimpse({ file }: { file: File }) {
  const show = useCallback(
    (image: HTMLImageElement | null) => {
      if (!image) return
      const url = URL.createObjectURL(file)
      image.src = url
      return () => URL.revokeObjectURL(url)
    },
    [file],
  )
  const shown = /^image\/(jpeg|png|webp)$/.test(file.type)
  return <span className={classes.glimpse}>{shown && <img ref={show} alt="" />}</span>
}

type IconButtonProps = { label: string; icon: typeof IconX; onClick: () => void }

function IconButton({ label, icon: Icon, onClick }: IconButtonProps) {
  return (
    <ActionIcon variant="subtle" size={40} aria-label={label} title={label} onClick={onClick}>
      <Icon {...ICON} />
    </ActionIcon>
  )
}

function Buttons({ upload }: { upload: Upload }) {
  const t = useT()
  const { id, phase, file } = upload
  const words = (verb: 'pause' | 'resume' | 'again' | 'cancel' | 'dismiss') =>
    `${t(`files.${verb}`)}: ${file.name}`
  return (
    <div className={classes.rowButtons}>
      {(phase === 'waiting' || phase === 'sending') && (
        <IconButton
          label={words('pause')}
          icon={IconPlayerPause}
          onClick={() => uploads.pause(id)}
        />
      )}
      {phase === 'paused' && (
        <IconButton
          label={words('resume')}
          icon={IconPlayerPlay}
          onClick={() => uploads.resume(id)}
        />
      )}
      {(phase === 'failed' || phase === 'resting') && (
        <IconButton label={words('again')} icon={IconRefresh} onClick={() => uploads.resume(id)} />
      )}
      <IconButton
        label={words(isOver(upload) ? 'dismiss' : 'cancel')}
        icon={IconX}
        onClick={() => uploads.remove(id)}
      />
    </div>
  )
}

/** Taken for the wrong kind, it is one choice away from being right. */
function AnotherKind({ upload }: { upload: Upload }) {
  const t = useT()
  const { data } = useQuery(rules())
  const { id, kind, file } = upload
  if (!data) return null
  return (
    <Select
      size="sm"
      w={210}
      aria-label={`${t('files.kindLabel')}: ${file.name}`}
      data={KINDS.map((value) => ({ value: value as string, label: t(`files.kind.${value}`) }))}
      value={kind}
      onChange={(value) => {
        const as = KINDS.find((each) => each === value)
        if (as) uploads.sendAs(id, as, refusalOf(file, as, data))
      }}
    />
  )
}

function useStanding(upload: Upload): string {
  const t = useT()
  const { data } = useQuery(rules())
  const why = useWhy(data)
  const { phase, share } = upload
  if (phase === 'refused') return why(upload)
  if (phase === 'failed') return `${why(upload)} ${t('files.phase.failed')}`
  return t(`files.phase.${phase}`, { percent: Math.floor(share * 100) })
}

const isBad = ({ phase }: Upload) => phase === 'refused' || phase === 'failed'

/** One file on its way: how far it is, what can be done, and why not if it was not taken. */
export function UploadRow({ upload }: { upload: Upload }) {
  const t = useT()
  const size = useSize()
  const state = useStanding(upload)
  const { file, kind, phase, share } = upload
  const moving = phase === 'sending' || phase === 'looking'
  return (
    <li className={classes.row} data-phase={phase} aria-label={file.name}>
      <Glimpse file={file} />
      <div className={classes.words}>
        <strong>{file.name}</strong>
        <span>
          {t(`files.kind.${kind}`)} · {size(file.size)}
        </span>
        <span className={classes.phase}>
          {phase === 'done' && <IconCheck {...ICON} />}
          {isBad(upload) && <IconAlertCircle {...ICON} />}
          {state}
        </span>
        {moving && (
          <Progress
            value={share * 100}
            size="sm"
            radius="xl"
            animated={phase === 'looking'}
            aria-label={t('files.progressOf', { name: file.name })}
          />
        )}
        {phase === 'refused' && <AnotherKind upload={upload} />}
      </div>
      <Buttons upload={upload} />
    </li>
  )
}
