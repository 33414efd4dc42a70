import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { type StoredFile, useChange, useRemove, useRestore } from './api'
import { useDownload } from './use-download'

/** Who looks: staff may do everything, patients what is theirs. */
export type Side = 'staff' | 'patient'
export type May = { share: boolean; link: boolean; change: (file: StoredFile) => boolean }

export const mayOf = (side: Side): May => ({
  share: side === 'staff',
  link: side === 'staff',
  change: (file) => side === 'staff' || file.created_by.role === 'patient',
})

type Dialog = { what: 'edit' | 'versions' | 'link'; file: StoredFile } | null

/** What can be done with a file: at once and with a way back, or in a dialog. */
export function useActs() {
  const t = useT()
  const [dialog, setDialog] = useState<Dialog>(null)
  const change = useChange()
  const remove = useRemove()
  const restore = useRestore()
  const download = useDownload()
  const onError = (error: unknown) => notifyFailed(sentence(error, t))
  const asked = (what: NonNullable<Dialog>['what']) => (file: StoredFile) =>
    setDialog({ what, file })
  const bringBack = (file: StoredFile) =>
    restore.mutate(file, {
      onSuccess: () => notifyDone(t('files.restored', { name: file.name })),
      onError,
    })
  return {
    dialog,
    close: () => setDialog(null),
    edit: asked('edit'),
    versions: asked('versions'),
    link: asked('link'),
    download: (file: StoredFile) => void download(file),
    share: (file: StoredFile, shared: boolean) =>
      change.mutate(
        { file, change: { shared } },
        {
          onSuccess: () =>
            notifyDone(t(shared ? 'files.sharedDone' : 'files.unsharedDone', { name: file.name })),
          onError,
        },
      ),
    remove: (file: StoredFile) =>
      remove.mutate(file, {
        onSuccess: () =>
          notifyDone(t('files.deleted', { name: file.name }), {
            label: t('app.undo'),
            act: () => bringBack(file),
          }),
        onError,
      }),
    restore: bringBack,
  }
}

export type Acts = ReturnType<typeof useActs>
