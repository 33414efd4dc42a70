import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import type { Visit } from '../group'
import type { Acts, May } from '../use-acts'
import { EditForm } from './edit-form'
import { LinkForm } from './link-form'
import { VersionList } from './version-list'

type Props = { acts: Acts; may: May; visits: readonly Visit[] }

/** Whatever of a file needs more than one tap. */
export function Dialogs({ acts: { dialog, close }, may, visits }: Props) {
  const t = useT()
  const titles = { edit: 'files.edit', versions: 'files.versions', link: 'files.link' } as const
  return (
    <Dialog
      opened={dialog !== null}
      onClose={close}
      size={dialog?.what === 'versions' ? 'lg' : 'md'}
      title={dialog ? t(titles[dialog.what]) : ''}
      zIndex={300}
    >
      {dialog?.what === 'edit' && <EditForm file={dialog.file} visits={visits} onDone={close} />}
      {dialog?.what === 'versions' && (
        <VersionList file={dialog.file} mayReplace={may.change(dialog.file)} />
      )}
      {dialog?.what === 'link' && <LinkForm file={dialog.file} />}
    </Dialog>
  )
}
