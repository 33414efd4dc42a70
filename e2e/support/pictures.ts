import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

export type Picture = { name: string; mimeType: string; buffer: Buffer }

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

function png(name: string, width: number, rows: readonly Buffer[]): Picture {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(rows.length, 4)
  head.set([8, 2], 8)
  const buffer = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows.flatMap((row) => [Buffer.of(0), row])))),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return { name, mimeType: 'image/png', buffer }
}

/** A PNG of noise, which does not get smaller on its way: three bytes for each of its pixels. */
export const noise = (name: string, width = 400, height = 300): Picture =>
  png(
    name,
    width,
    Array.from({ length: height }, () => randomBytes(width * 3)),
  )

/** How light an X-ray is at a place: two rows of teeth, a crown and two roots each. */
function light(x: number, y: number, seed: number): number {
  const wide = 110
  const upper = y < 200
  const nth = Math.floor((x + seed * 37) / wide)
  const across = (((x + seed * 37) % wide) - wide / 2) / (wide / 2)
  const along = (upper ? 185 - y : y - 215) / (150 + 14 * Math.sin(nth * 2.3 + seed))
  const crown = along < 0.42 ? (1 - ((0.42 - along) / 0.42) ** 4 * 0.35) * 0.9 : 0
  const bone = 46 + 16 * Math.sin(x / 9 + Math.sin(y / 7)) * Math.cos(y / 11)
  if (along < 0) return 14
  const root =
    Math.abs(Math.abs(across) - 0.44 + 0.18 * (along - 0.42)) < 0.42 * (1.08 - along) ** 0.6
  const inside = along < 0.42 ? Math.abs(across) < crown : along < 1.05 && root
  if (!inside) return along > 0.3 ? bone : 18
  const pulp = along > 0.18 && along < 0.9 && Math.abs(Math.abs(across) - 0.3 * along) < 0.1
  return pulp ? 96 : 205 - 70 * Math.abs(across) - 30 * along
}

/** What stands in for an X-ray where people look at a picture of a picture. */
export function bitewing(name: string, seed: number): Picture {
  const [width, height] = [560, 400]
  const row = (y: number) =>
    Buffer.from(
      Array.from({ length: width }, (_, x) => light(x, y, seed)).flatMap((l) => [l, l, l + 6]),
    )
  return png(
    name,
    width,
    Array.from({ length: height }, (_, y) => row(y)),
  )
}

/** A PDF of so many pages, each with a line across it. */
export function paper(name: string, pages: number): Picture {
  const line = '72 700 300 4 re f'
  const kids = Array.from({ length: pages }, (_, index) => `${4 + index} 0 R`).join(' ')
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${kids}]>>`,
    `<</Length ${line.length}>>stream\n${line}\nendstream`,
    ...Array.from(
      { length: pages },
      () => '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>',
    ),
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`
  text += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(text, 'latin1') }
}
