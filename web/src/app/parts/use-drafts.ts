import { useEffect } from 'react'
import type { User } from '@/features/auth/api'
import { giveDraftsBack, watchDrafts } from '@/lib/drafts'
import { currentT } from '@/lib/i18n'
import { notifyDone } from '@/ui/notify'

/** What somebody writes is noticed, and given back should their session end in the middle of it. */
export function useDrafts({ id }: User): void {
  useEffect(watchDrafts, [])
  useEffect(() => giveDraftsBack(id, () => notifyDone(currentT()('app.draftsBack'))), [id])
}
