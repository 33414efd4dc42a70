import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyFailed } from '@/ui/notify'
import { confirmThere, type StoredFile } from './api'

function follow(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

/** The browser downloads by itself, so nothing large passes through the page; but first it is asked
 * whether there is something, and with fresh tokens. */
export function useDownload() {
  const t = useT()
  return async ({ id, name }: Pick<StoredFile, 'id' | 'name'>, url?: string) => {
    try {
      const now = await confirmThere(id)
      follow(url ?? now.url, name)
    } catch (error) {
      notifyFailed(sentence(error, t))
    }
  }
}
