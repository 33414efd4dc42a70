import type { Schema } from '@/api/client'

const MEGABYTE = 1024 * 1024

/** What a server without a storage of its own takes. */
export const fileRules: Schema['Rules'] = {
  kinds: [
    {
      kind: 'photo',
      accepts: ['image/jpeg', 'image/png', 'image/heic'],
      extensions: ['.jpg', '.jpeg', '.png', '.heic'],
      max_bytes: 2 * MEGABYTE,
      max_direct_bytes: 0,
    },
    {
      kind: 'x_ray',
      accepts: ['image/jpeg', 'image/png', 'image/tiff'],
      extensions: ['.jpg', '.jpeg', '.png', '.tiff'],
      max_bytes: 4 * MEGABYTE,
      max_direct_bytes: 0,
    },
    {
      kind: 'document',
      accepts: ['application/pdf', 'image/jpeg', 'image/png'],
      extensions: ['.pdf', '.jpg', '.jpeg', '.png'],
      max_bytes: 4 * MEGABYTE,
      max_direct_bytes: 0,
    },
  ],
  direct: false,
  max_direct_bytes: 0,
}

export const storedFile = (more: Partial<Schema['File']> = {}): Schema['File'] => ({
  id: 'f1',
  name: 'Smile.jpg',
  kind: 'photo',
  status: 'ready',
  content_type: 'image/jpeg',
  size: 2048,
  sha256: 'ab',
  width: 640,
  height: 480,
  pages: null,
  url: '/api/files/f1/content',
  thumbnail_url: '/api/files/f1/thumbnail',
  preview_url: '/api/files/f1/content?inline=true',
  created_at: '2030-01-01T00:00:00Z',
  created_by: { name: 'Dr Ana Moura', role: 'dentist' },
  number: 1,
  patient_id: 'p1',
  appointment_id: null,
  shared: false,
  version: 1,
  versions: 1,
  deleted_at: null,
  ...more,
})

/** A file of that many bytes which takes no room. */
export function chosen(name: string, type = '', size = 1024): File {
  const file = new File(['x'], name, { type })
  Object.defineProperty(file, 'size', { value: size })
  return file
}
