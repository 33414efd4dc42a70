import { Button, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import '@mantine/dropzone/styles.css'
import { useMediaQuery } from '@mantine/hooks'
import { IconCamera, IconCloudUpload, IconFolderOpen } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ChangeEvent, useRef } from 'react'
import { useT } from '@/lib/i18n'
import { type Kind, rules } from '../api'
import type { Target } from '../queue'
import { useAdd } from '../use-uploads'
import { typesOf, useSize } from '../words'
import classes from './upload.module.css'

type Props = { target: Target; kind: Kind | null; multiple?: boolean }

const ICON = { size: 18, 'aria-hidden': true } as const

/** A phone's camera, without going through its gallery. */
function Camera({ onFiles }: { onFiles: (files: File[]) => void }) {
  const t = useT()
  const input = useRef<HTMLInputElement>(null)
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(currentTarget.files ?? [])])
    currentTarget.value = ''
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t('files.camera')}
        onChange={take}
      />
      <Button
        variant="default"
        leftSection={<IconCamera {...ICON} />}
        onClick={() => input.current?.click()}
      >
        {t('files.camera')}
      </Button>
    </>
  )
}

function useLimits(kind: Kind | null) {
  const t = useT()
  const size = useSize()
  const { data } = useQuery(rules())
  if (!data) return { limits: '', endings: '' }
  const rule = data.kinds.find((each) => each.kind === (kind ?? 'document'))
  const types = typesOf(kind ?? 'document', data)
  const endings = new Set(data.kinds.flatMap((each) => each.extensions))
  return {
    limits: t('files.limits', { types, max: size(rule?.max_bytes ?? 0) }),
    endings: [...endings].join(','),
  }
}

/** Where files are dropped, chosen or photographed. They leave at once. */
export function Uploader({ target, kind, multiple = true }: Props) {
  const t = useT()
  const add = useAdd(target, kind)
  const { limits, endings } = useLimits(kind)
  const open = useRef<() => void>(null)
  const touch = useMediaQuery('(pointer: coarse)') ?? false
  return (
    <Dropzone
      openRef={open}
      onDrop={add}
      multiple={multiple}
      activateOnClick={false}
      activateOnKeyboard={false}
      enablePointerEvents
      radius={20}
      className={classes.zone}
      inputProps={{ 'aria-label': t('files.drop'), accept: endings }}
      tabIndex={-1}
    >
      <div className={classes.inside}>
        <IconCloudUpload size={36} stroke={1.4} aria-hidden className={classes.cloud} />
        <div className={classes.hint}>
          {!touch && <strong>{t('files.drop')}</strong>}
          <Text size="sm" c="dimmed">
            {limits}
          </Text>
        </div>
        <div className={classes.buttons}>
          <Button leftSection={<IconFolderOpen {...ICON} />} onClick={() => open.current?.()}>
            {t(multiple ? 'files.choose' : 'files.chooseOne')}
          </Button>
          {touch && <Camera onFiles={add} />}
        </div>
      </div>
    </Dropzone>
  )
}
