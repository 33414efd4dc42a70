import { Button, Select, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import '@mantine/dropzone/styles.css'
import { useMediaQuery } from '@mantine/hooks'
import { IconCamera, IconCloudUpload, IconFolderOpen } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ChangeEvent, useRef, useState } from 'react'
import { useT } from '@/lib/i18n'
import { type Kind, rules } from '../api'
import { KINDS } from '../kinds'
import type { Target } from '../queue'
import { useAdd } from '../use-uploads'
import { typesOf, useSize } from '../words'
import classes from './upload.module.css'

type Props = { target: Target; kind?: Kind; multiple?: boolean; small?: boolean }

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
  if (!data) return ''
  const rule = data.kinds.find((each) => each.kind === (kind ?? 'document'))
  const types = typesOf(kind ?? 'document', data)
  return t('files.limits', { types, max: size(rule?.max_bytes ?? 0) })
}

const AUTO = 'auto'

function KindChoice({ kind, onKind }: { kind: Kind | null; onKind: (kind: Kind | null) => void }) {
  const t = useT()
  const choices = [
    { value: AUTO, label: t('files.kindAuto') },
    ...KINDS.map((value) => ({ value: value as string, label: t(`files.kind.${value}`) })),
  ]
  return (
    <Select
      className={classes.kind}
      label={t('files.kindLabel')}
      data={choices}
      value={kind ?? AUTO}
      onChange={(value) => onKind(KINDS.find((each) => each === value) ?? null)}
    />
  )
}

/** Where files are dropped, chosen or photographed. They leave at once. */
export function Uploader({ target, kind: given, multiple = true, small = false }: Props) {
  const t = useT()
  const [chosen, setKind] = useState<Kind | null>(null)
  const kind = given ?? chosen
  const add = useAdd(target, kind)
  const limits = useLimits(kind)
  const open = useRef<() => void>(null)
  const touch = useMediaQuery('(pointer: coarse)') ?? false
  return (
    <div className={classes.uploader} data-small={small || undefined}>
      {!given && <KindChoice kind={kind} onKind={setKind} />}
      <Dropzone
        openRef={open}
        onDrop={add}
        multiple={multiple}
        activateOnClick={false}
        activateOnKeyboard={false}
        enablePointerEvents
        radius={20}
        className={classes.zone}
        inputProps={{ 'aria-label': t('files.choose') }}
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
    </div>
  )
}
