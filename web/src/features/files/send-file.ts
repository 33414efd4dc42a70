import { api, ask, type Schema } from '@/api/client'
import { upload, uploadElsewhere } from '@/api/upload'
import { freshId } from '@/lib/ids'
import type { Rules, StoredFile } from './api'
import { goesDirect } from './checks'
import type { Upload } from './queue'
import type { Send } from './uploads'

type Line = Parameters<Send>[1]
type Begun = { ticket: Schema['Direct']; arrived: boolean }

function formOf({ file, kind, target }: Upload): FormData {
  const form = new FormData()
  form.set('kind', kind)
  for (const [name, value] of Object.entries(target))
    if (value !== undefined) form.set(name, String(value))
  form.set('file', file, file.name)
  return form
}

const headersFor = ({ key }: Upload) => ({
  'Idempotency-Key': key,
  'X-Request-ID': freshId(),
  Accept: 'application/json',
})

const sendPlainly = (what: Upload, line: Line): Promise<StoredFile> =>
  upload({ url: '/api/upload', body: formOf(what), headers: headersFor(what), ...line })

/** How far a direct upload has come, so that a repetition makes no second file. */
const begun = new Map<string, Begun>()

async function begin({ key, file, kind, target }: Upload, signal: AbortSignal): Promise<Begun> {
  const known = begun.get(key)
  if (known && (known.arrived || Date.parse(known.ticket.upload.expires_at) > Date.now() + 60_000))
    return known
  const body = {
    name: file.name,
    size: file.size,
    kind,
    content_type: file.type,
    shared: false,
    ...target,
  }
  const headers = { 'Idempotency-Key': freshId() }
  const ticket = await ask(api.POST('/api/files/direct', { body, headers, signal }))
  const made = { ticket, arrived: false }
  begun.set(key, made)
  return made
}

/** Straight to the storage; the server looks at it afterwards, as at everything else. */
async function sendDirectly(what: Upload, line: Line): Promise<StoredFile> {
  const one = await begin(what, line.signal)
  const { id, upload: way } = one.ticket
  if (!one.arrived) {
    await uploadElsewhere({ ...way, body: what.file, ...line })
    one.arrived = true
  }
  line.onProgress(1)
  const made = await ask(
    api.POST('/api/files/direct/{direct_id}/complete', {
      params: { path: { direct_id: id } },
      signal: line.signal,
    }),
  )
  begun.delete(what.key)
  return made
}

export const sendFile =
  (rules: () => Rules | undefined): Send =>
  (what, line) => {
    const known = rules()
    return known && goesDirect(what.file.size, what.kind, known)
      ? sendDirectly(what, line)
      : sendPlainly(what, line)
  }
