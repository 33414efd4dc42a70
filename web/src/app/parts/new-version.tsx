import { Button, CloseButton } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { hasDraft } from '@/lib/drafts'
import { useT } from '@/lib/i18n'
import { keepShell, takeNewVersion, useNewVersion } from '@/lib/offline/worker'
import classes from './new-version.module.css'

/** Keeps the app on the device, and says calmly when there is something newer. Nothing is loaded anew before somebody says so. */
export function NewVersion() {
  const t = useT()
  const waiting = useNewVersion((version) => version.waiting)
  const [later, setLater] = useState<ServiceWorker | null>(null)
  const [unsaved, setUnsaved] = useState(false)
  useEffect(() => void keepShell(), [])
  const shown = waiting !== null && waiting !== later
  const close = () => setLater(waiting)
  const reload = () => (hasDraft() && !unsaved ? setUnsaved(true) : takeNewVersion())
  return (
    <div role="status" className={classes.place}>
      {shown && (
        <div className={classes.notice}>
          <IconSparkles size={20} aria-hidden />
          <span>{t(unsaved ? 'offline.version.unsaved' : 'offline.version.ready')}</span>
          <Button size="compact-md" variant={unsaved ? 'default' : 'filled'} onClick={reload}>
            {t(unsaved ? 'offline.version.anyway' : 'offline.version.reload')}
          </Button>
          <CloseButton aria-label={t('offline.version.later')} onClick={close} />
        </div>
      )}
    </div>
  )
}
