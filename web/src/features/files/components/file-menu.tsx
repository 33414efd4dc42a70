import { ActionIcon, Menu } from '@mantine/core'
import {
  IconDotsVertical,
  IconDownload,
  IconEdit,
  IconLink,
  IconStack2,
  IconTrash,
  IconUserOff,
  IconUserShare,
} from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import type { StoredFile } from '../api'
import type { Acts, May } from '../use-acts'

type Props = { file: StoredFile; acts: Acts; may: May; onDark?: boolean }

const ICON = { size: 18, stroke: 1.7, 'aria-hidden': true } as const

/** What can be done with a file. */
export function FileMenu({ file, acts, may, onDark = false }: Props) {
  const t = useT()
  const mine = may.change(file)
  const ready = file.status === 'ready'
  const color = onDark ? { c: '#e3efee' } : { color: 'gray' }
  return (
    <Menu position="bottom-end" radius={14} shadow="md" width={240}>
      <Menu.Target>
        <ActionIcon
          variant={onDark ? 'transparent' : 'subtle'}
          {...color}
          size={onDark ? 44 : 40}
          aria-label={t('files.more', { name: file.name })}
        >
          <IconDotsVertical size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ready && (
          <Menu.Item leftSection={<IconDownload {...ICON} />} onClick={() => acts.download(file)}>
            {t('files.download')}
          </Menu.Item>
        )}
        {may.share && file.patient_id && (
          <Menu.Item
            leftSection={file.shared ? <IconUserOff {...ICON} /> : <IconUserShare {...ICON} />}
            onClick={() => acts.share(file, !file.shared)}
          >
            {t(file.shared ? 'files.unshare' : 'files.share')}
          </Menu.Item>
        )}
        {mine && (
          <Menu.Item leftSection={<IconEdit {...ICON} />} onClick={() => acts.edit(file)}>
            {t('files.edit')}
          </Menu.Item>
        )}
        {(mine || file.versions > 1) && (
          <Menu.Item leftSection={<IconStack2 {...ICON} />} onClick={() => acts.versions(file)}>
            {t(mine ? 'files.replace' : 'files.versions')}
          </Menu.Item>
        )}
        {may.link && ready && (
          <Menu.Item leftSection={<IconLink {...ICON} />} onClick={() => acts.link(file)}>
            {t('files.link')}
          </Menu.Item>
        )}
        {mine && (
          <Menu.Item
            color="guava"
            leftSection={<IconTrash {...ICON} />}
            onClick={() => acts.remove(file)}
          >
            {t('files.delete')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
